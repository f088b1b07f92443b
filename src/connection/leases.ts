import type { Clock } from '../utils/clock.ts';
import { type ChannelRequest, type ChannelScopes, spellChannel } from '../wire/channel.ts';

export interface LeasesOptions {
  readonly clock: Clock;
  readonly scopes: ChannelScopes | undefined;
  /** The first lease was taken. */
  readonly onLeased: () => void;
  /** Channels were added to those of which `onLeased` or `onGrew` told before. */
  readonly onGrew: () => void;
  /** A channel was let go, and others are left. */
  readonly onShrank: () => void;
  /** The last lease has run out. */
  readonly onReleased: () => void;
}

/** Who needs which channel, counted. */
export interface Leases {
  /** Takes a lease on a channel, or with `undefined` on the connection alone; returns what releases it, once. */
  lease(request: ChannelRequest | undefined, immediate?: boolean): () => void;
  /** The leased channels, in the order they came. */
  requests(): readonly ChannelRequest[];
  /** The same, spelled. */
  spelled(): readonly string[];
}

interface Entry {
  readonly request: ChannelRequest | undefined;
  count: number;
  /** Whether it was told of. */
  told: boolean;
  cancelLinger: (() => void) | undefined;
}

const growDebounceMs = 50;
const lingerMs = 5_000;
/** The key of leases on the connection alone: no channel is spelled so. */
const noChannel = '';

/**
 * Counts leases. New channels are told of after 50 ms (the very first after one macrotask), so that components that
 * mount together make one request. A channel without leases lingers for 5 s, which outlives a remount.
 */
export function createLeases({ clock, scopes, onLeased, onGrew, onShrank, onReleased }: LeasesOptions): Leases {
  const entries = new Map<string, Entry>();
  let cancelTelling: (() => void) | undefined;

  function tell(): void {
    cancelTelling?.();
    cancelTelling = undefined;
    const all = [...entries.values()];
    const fresh = all.filter((entry) => !entry.told && entry.count > 0);
    if (fresh.length === 0) return;
    const isFirst = !all.some((entry) => entry.told);
    for (const entry of fresh) entry.told = true;
    if (isFirst) onLeased();
    else onGrew();
  }

  function tellSoon(): void {
    const isFirst = ![...entries.values()].some((entry) => entry.told);
    cancelTelling ??= clock.setTimeout(tell, isFirst ? 0 : growDebounceMs);
  }

  function linger(key: string, entry: Entry): void {
    entry.cancelLinger = clock.setTimeout(() => {
      entries.delete(key);
      const wasLast = entry.told && ![...entries.values()].some((other) => other.told);
      if (wasLast) onReleased();
      else if (entry.told) onShrank();
    }, lingerMs);
  }

  return {
    lease(request, immediate = false) {
      const key = request ? spellChannel(request, scopes) : noChannel;
      const entry = entries.get(key) ?? { request, count: 0, told: false, cancelLinger: undefined };
      entries.set(key, entry);
      entry.count += 1;
      entry.cancelLinger?.();
      entry.cancelLinger = undefined;
      if (!entry.told) {
        if (immediate) tell();
        else tellSoon();
      }
      let released = false;
      return () => {
        if (released) return;
        released = true;
        entry.count -= 1;
        if (entry.count === 0) linger(key, entry);
      };
    },
    requests: () => [...entries.values()].flatMap((entry) => entry.request ?? []),
    spelled: () => [...entries.keys()].filter((key) => key !== noChannel),
  };
}
