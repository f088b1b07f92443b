import type { ConnectionFace } from '../react/connection-face.ts';
import type { MarkShape } from './mark.tsx';

/** How bad something is, apart from its words and its shape. */
export type Tone = 'good' | 'busy' | 'bad' | 'faint';

interface FaceLook {
  readonly tone: Tone;
  readonly shape: MarkShape;
  /** Whether a person can do something about it by connecting at once. */
  readonly canRetry?: true;
}

export const faceLooks: Readonly<Record<ConnectionFace, FaceLook>> = {
  live: { tone: 'good', shape: 'full' },
  polling: { tone: 'good', shape: 'dot' },
  'catching-up': { tone: 'busy', shape: 'again' },
  connecting: { tone: 'busy', shape: 'quarter' },
  reconnecting: { tone: 'busy', shape: 'half', canRetry: true },
  refreshing: { tone: 'busy', shape: 'key' },
  offline: { tone: 'faint', shape: 'slashed' },
  paused: { tone: 'faint', shape: 'bars' },
  unauthorized: { tone: 'bad', shape: 'lock', canRetry: true },
  forbidden: { tone: 'bad', shape: 'barred', canRetry: true },
  protocol: { tone: 'bad', shape: 'warning', canRetry: true },
  exhausted: { tone: 'bad', shape: 'cross', canRetry: true },
  closed: { tone: 'faint', shape: 'square', canRetry: true },
  idle: { tone: 'faint', shape: 'dashes' },
};
