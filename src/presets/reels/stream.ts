import type { StreamClientOptions } from '../../client/options.ts';
import { reels } from '../../dialects/reels.ts';

export interface UserStreamOptions {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** How long to wait before each reconnect, in ms. Default 3,000. Of several components, the first says. */
  readonly reconnectInterval?: number | undefined;
  /**
   * What the delay before a reconnect is while neither `reconnectInterval` nor the server's `retry:` says, in ms. The document
   * names it and does not explain it.
   */
  readonly retryTimeout?: number | undefined;
  /** Default: the page's origin. */
  readonly baseUrl?: string | undefined;
}

const defaultIntervalMs = 3_000;

/** Stands for all events among the names that are asked for. */
export const everything = '*';

/** The stream of a user or a session. */
export function userStream(options: UserStreamOptions): StreamClientOptions<ReturnType<typeof reels>> {
  const { userId, sessionId, baseUrl = '', reconnectInterval, retryTimeout } = options;
  const intervalMs = reconnectInterval ?? retryTimeout ?? defaultIntervalMs;
  return {
    url({ channels }) {
      const names = channels.map(({ channel }) => channel);
      const query = new URLSearchParams();
      if (userId !== undefined) query.set('userId', userId);
      if (sessionId !== undefined) query.set('sessionId', sessionId);
      if (!names.includes(everything)) query.set('events', names.join(','));
      const text = query.toString(); // `query.size` is younger than some browsers
      return `${baseUrl}/api/sse${text && `?${text}`}`;
    },
    dialect: reels(),
    reconnect: { minMs: intervalMs, maxMs: intervalMs, retryMs: intervalMs },
  };
}
