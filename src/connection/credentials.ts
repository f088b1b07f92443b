import { HandlerError, type StreamError } from '../errors.ts';
import type { Clock } from '../utils/clock.ts';
import type { Random } from '../utils/random.ts';

export interface CredentialsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly onUnauthorized: (() => void | Promise<void>) | undefined;
  readonly tokenExpiresAt: (() => number) | undefined;
  /** Fresh ones came before the old ones ended: what was opened with the old ones should be opened anew. */
  readonly onRenewed: () => void;
  readonly onRefresh: (outcome: 'started' | 'done' | 'failed') => void;
  readonly report: (error: StreamError) => void;
}

/** The token that requests are sent with, as far as the connection knows of it: when it ends, and how to get another. */
export interface Credentials {
  /** Which ones they are: a number that grows with every refresh. */
  version(): number;
  /**
   * Gets fresh ones in place of those of `version`. Whoever asks while a refresh runs waits for that one, and whoever was
   * refused with ones that were refreshed since has the fresh ones already.
   */
  refresh(version: number): Promise<void>;
  /** Refreshes them if they have ended or are about to. A refresh that fails was reported, and the server will say its word. */
  ensure(): Promise<void>;
  /** Refreshes them before they end, until the returned function is called. */
  watch(): () => void;
}

/** So long before its end a token is refreshed, or a fifth of what is left of it when that is less. */
const leewayMs = 60_000;
/** A time before 1973 is in seconds, or none at all. */
const firstCredibleMs = 1e11;

export function createCredentials(options: CredentialsOptions): Credentials {
  const { clock, random, onUnauthorized, tokenExpiresAt, onRenewed, onRefresh, report } = options;
  let version = 0;
  let refreshing: Promise<void> | undefined;
  /** An end that a refresh did not move is not refreshed for again: the server's 401 has the last word. */
  let triedFor: number | undefined;
  let warned = false;

  function endsAt(): number | undefined {
    const at = onUnauthorized && tokenExpiresAt?.();
    if (at === undefined || !Number.isFinite(at)) return undefined;
    if (at >= firstCredibleMs || clock.now() < firstCredibleMs) return at;
    if (!warned) {
      warned = true;
      report(
        new HandlerError(
          `\`tokenExpiresAt\` gave ${at}, a time in 1970, so the token is not refreshed before it ends. It is in milliseconds; the "exp" of a token is in seconds, so multiply it by 1,000.`,
        ),
      );
    }
    return undefined;
  }

  async function run(): Promise<void> {
    onRefresh('started');
    try {
      await onUnauthorized?.();
      version += 1;
      onRefresh('done');
    } catch (cause) {
      onRefresh('failed');
      const error = new HandlerError(
        "`onUnauthorized` threw, so there are no fresh credentials. Call reconnect() when there are; see the error's cause.",
        { cause },
      );
      report(error);
      throw error;
    } finally {
      refreshing = undefined;
    }
  }

  function refresh(of: number): Promise<void> {
    if (of < version) return Promise.resolve();
    refreshing ??= run();
    return refreshing;
  }

  /** Refreshes for an end that is near; whether it did. */
  async function refreshFor(end: number): Promise<boolean> {
    if (triedFor === end) return false;
    triedFor = end;
    await refresh(version);
    return true;
  }

  return {
    version: () => version,
    refresh,
    async ensure() {
      if (refreshing) return refreshing.catch(() => {});
      const end = endsAt();
      // A token that ends on its way is of no use.
      if (end !== undefined && end - clock.now() < 1_000) await refreshFor(end).catch(() => {});
    },
    watch() {
      let cancel: (() => void) | undefined;
      let isOver = false;

      function arm(): void {
        const end = endsAt();
        if (isOver || end === undefined || end === triedFor) return;
        const leftMs = end - clock.now();
        // Not all at once, where many tokens were given at one time.
        const earlyMs = Math.min(leewayMs, leftMs / 5) * (1 + random()) * 0.5;
        // Timers hold no longer than 2^31 ms; what is later is looked at again.
        cancel = clock.setTimeout(() => void due(end), Math.min(Math.max(0, leftMs - earlyMs), 2 ** 31 - 1));
      }

      async function due(end: number): Promise<void> {
        if (endsAt() === end && end - clock.now() <= leewayMs) {
          const renewed = await refreshFor(end).catch(() => false);
          if (isOver) return;
          if (renewed) onRenewed();
        }
        arm();
      }

      arm();
      return () => {
        isOver = true;
        cancel?.();
      };
    },
  };
}
