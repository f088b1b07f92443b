import { createRing } from '../utils/ring.ts';
import type { GapReason } from '../wire/control.ts';
import type { Cursor } from '../wire/message.ts';
import type { Notice } from '../wire/notice.ts';

/** What a notice means for delivery. */
export type SequenceStep =
  | {
      readonly kind: 'gap';
      readonly reason: GapReason;
      readonly channels: readonly string[] | undefined;
      readonly cursor: Cursor | undefined;
    }
  | { readonly kind: 'covered'; readonly channels: readonly string[] | undefined; readonly cursor: Cursor | undefined }
  | { readonly kind: 'uncovered'; readonly channels: readonly string[] | undefined }
  /** The stream goes on where it stood. */
  | { readonly kind: 'resumed' }
  /** Another user is there; what comes next begins anew. */
  | { readonly kind: 'scope'; readonly scope: string | undefined };

/** What becomes of a message: `'drop'` (seen already, or older than its channel's coverage), or delivered. */
export type Verdict = 'live' | 'replayed' | 'drop' | 'epoch';

export interface SequenceOptions {
  readonly compareCursors: (a: Cursor, b: Cursor) => number | undefined;
  readonly resume: 'proved' | 'replays';
  /** How many ids are remembered. Default 4,096. */
  readonly memory?: number;
}

/** Makes one ordered, gapless-or-said-so sequence of several streams that follow each other. Rules S1 to S3. */
export interface Sequence {
  notice(notice: Notice): readonly SequenceStep[];
  /** Decides about a message by its id and channel. An id counts as seen from here on. */
  admit(id: Cursor | undefined, channel: string | undefined): Verdict;
}

export function createSequence({ compareCursors, resume, memory = 4_096 }: SequenceOptions): Sequence {
  let seen = new Set<Cursor>();
  /** The same ids in their order. To ask the set for its oldest costs more the more it has already let go. */
  let order = createRing<Cursor>(memory);
  /** S2: where each channel's coverage began; `''` stands for the whole stream. */
  const floors = new Map<string, Cursor>();
  let covered: ReadonlySet<string> = new Set();
  let wasOpen = false;
  let head: Cursor | undefined;
  let last: Cursor | undefined;
  let ordered = false;

  function raiseFloors(channels: readonly string[] | undefined, cursor: Cursor | undefined): void {
    if (channels === undefined) {
      floors.clear();
      if (cursor !== undefined) floors.set('', cursor);
      return;
    }
    for (const channel of channels) {
      if (cursor === undefined) floors.delete(channel);
      else floors.set(channel, cursor);
    }
  }

  function cover(channels: readonly string[], cursor: Cursor | undefined): SequenceStep[] {
    const added = channels.filter((channel) => !covered.has(channel));
    const removed = [...covered].filter((channel) => !channels.includes(channel));
    covered = new Set(channels);
    const steps: SequenceStep[] = [];
    if (removed.length > 0) steps.push({ kind: 'uncovered', channels: removed });
    if (added.length > 0) {
      raiseFloors(added, cursor);
      steps.push({ kind: 'covered', channels: added, cursor });
    }
    return steps;
  }

  function opened(notice: Extract<Notice, { type: 'opened' }>): readonly SequenceStep[] {
    const { channels, requestedCursor } = notice;
    const cursor = notice.cursor ?? (notice.resume === 'resumed' ? requestedCursor : undefined);
    head = notice.head;
    if (!wasOpen) {
      wasOpen = true;
      covered = new Set(channels);
      raiseFloors(undefined, cursor);
      const start: SequenceStep = { kind: 'covered', channels: undefined, cursor };
      const asked = requestedCursor !== undefined && notice.resume !== 'resumed' && resume !== 'replays';
      return asked ? [start, gap(notice.reason ?? 'unproven', undefined, cursor)] : [start];
    }
    // S1: an id alone proves nothing. Either the server says that it resumed, or the dialect vouches for it.
    const proved =
      requestedCursor !== undefined &&
      (notice.resume === 'resumed' || (notice.resume === undefined && resume === 'replays'));
    if (proved) return [{ kind: 'resumed' }, ...cover(channels, cursor ?? requestedCursor)];
    covered = new Set(channels);
    raiseFloors(undefined, cursor);
    ordered = false;
    return [gap(notice.reason ?? 'unproven', undefined, cursor), { kind: 'covered', channels: undefined, cursor }];
  }

  function forget(): void {
    seen = new Set();
    order = createRing(memory);
    floors.clear();
    covered = new Set();
    wasOpen = ordered = false;
    head = last = undefined;
  }

  return {
    notice(notice) {
      switch (notice.type) {
        case 'opened':
          return opened(notice);
        case 'gap':
          raiseFloors(notice.channels, notice.cursor);
          ordered = false;
          return [gap(notice.reason, notice.channels, notice.cursor)];
        case 'channels':
          return cover(notice.channels, notice.cursor);
        case 'scope':
          forget();
          return [{ kind: 'scope', scope: notice.scope }];
        case 'ended':
          return [{ kind: 'uncovered', channels: undefined }];
      }
    },
    admit(id, channel) {
      if (id === undefined || id === '') return 'live';
      if (seen.has(id)) return 'drop';
      const floor = (channel !== undefined && floors.get(channel)) || floors.get('');
      if (floor !== undefined && (compareCursors(id, floor) ?? 1) <= 0) return 'drop';
      remember(id);
      // S3: once ids have shown an order, one without order to the last belongs to another log.
      const toLast = last === undefined ? undefined : compareCursors(id, last);
      const otherLog = ordered && last !== undefined && toLast === undefined;
      last = id;
      ordered = toLast !== undefined;
      if (otherLog) return 'epoch';
      if (head === undefined) return 'live';
      if ((compareCursors(id, head) ?? 1) <= 0) return 'replayed';
      head = undefined;
      return 'live';
    },
  };

  function remember(id: Cursor): void {
    seen.add(id);
    const oldest = order.push(id);
    if (oldest !== undefined) seen.delete(oldest);
  }
}

function gap(reason: GapReason, channels: readonly string[] | undefined, cursor: Cursor | undefined): SequenceStep {
  return { kind: 'gap', reason, channels, cursor };
}
