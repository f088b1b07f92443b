import type { Broadcast } from '../../utils/broadcast.ts';
import type { Clock } from '../../utils/clock.ts';
import type { Page, PageChange } from '../../utils/page.ts';
import type { Locks } from '../locks.ts';

/** A tab of a model browser: its own side of locks, channels and page, and what can happen to it. */
export interface ModelTab {
  /** Its timers wait while it is frozen. */
  readonly clock: Clock;
  readonly locks: Locks;
  readonly broadcast: Broadcast;
  readonly page: Page;
  tell(change: PageChange): void;
  /** It is gone at once: no goodbye, its locks are free. */
  crash(): void;
  /** Nothing reaches it until it thaws; then all that waited comes at once. `isTold`: it hears of both, as in a browser. */
  freeze(options?: { readonly isTold?: boolean }): void;
  thaw(): void;
  /** The next message that should reach it is lost. */
  loseNext(): void;
  readonly isFrozen: boolean;
  readonly isGone: boolean;
}

interface LockRequest {
  readonly owner: ModelTab;
  readonly granted: () => void;
  readonly lost: () => void;
}

interface ModelBus {
  readonly name: string;
  readonly owner: ModelTab;
  readonly hear: (message: unknown) => void;
  /** When the last message arrives: none overtakes another. */
  lastAt: number;
}

/** Locks and channels between tabs as a browser has them, on a virtual clock. `latency` is asked for each message. */
export function createModelBrowser(clock: Clock, latency: () => number) {
  const queues = new Map<string, LockRequest[]>();
  const buses = new Set<ModelBus>();
  const losses = new Map<ModelTab, number>();

  function grantNext(name: string): void {
    const next = queues.get(name)?.[0];
    if (next) clock.setTimeout(() => queues.get(name)?.[0] === next && next.granted(), 0);
  }

  function leaveQueue(name: string, request: LockRequest): void {
    const queue = queues.get(name) ?? [];
    const place = queue.indexOf(request);
    if (place < 0) return;
    queue.splice(place, 1);
    if (place === 0) grantNext(name);
  }

  function deliver(bus: ModelBus, message: unknown): void {
    const left = losses.get(bus.owner) ?? 0;
    if (left > 0) {
      losses.set(bus.owner, left - 1);
      return;
    }
    bus.lastAt = Math.max(clock.now() + latency(), bus.lastAt);
    clock.setTimeout(() => bus.hear(message), bus.lastAt - clock.now());
  }

  function createTab(): ModelTab {
    let isFrozen = false;
    let wasTold = false;
    let isGone = false;
    let isHidden = false;
    let waiting: (() => void)[] = [];
    const listeners = new Set<(change: PageChange) => void>();
    /** Runs in the tab: later when it is frozen, never when it is gone. */
    const inside = (run: () => void) => {
      if (isGone) return;
      if (isFrozen) waiting.push(run);
      else run();
    };

    const tab: ModelTab = {
      clock: { now: () => clock.now(), setTimeout: (run, ms) => clock.setTimeout(() => inside(run), ms) },
      get isFrozen() {
        return isFrozen;
      },
      get isGone() {
        return isGone;
      },
      locks: {
        acquire(name, { steal, onGranted, onLost }) {
          const request: LockRequest = {
            owner: tab,
            granted: () => inside(onGranted),
            lost: () => inside(onLost),
          };
          const queue = queues.get(name) ?? [];
          queues.set(name, queue);
          if (steal) {
            const robbed = queue.shift();
            queue.unshift(request);
            robbed?.lost();
          } else queue.push(request);
          if (queue[0] === request) grantNext(name);
          return () => leaveQueue(name, request);
        },
        held: async () => new Set([...queues].filter(([, queue]) => queue.length > 0).map(([name]) => name)),
      },
      broadcast: {
        join(name, onMessage) {
          const bus: ModelBus = {
            name,
            owner: tab,
            hear: (message) => inside(() => buses.has(bus) && onMessage(message)),
            lastAt: 0,
          };
          buses.add(bus);
          return {
            post(message) {
              if (isGone) return;
              const copy = structuredClone(message);
              for (const other of buses) if (other !== bus && other.name === name) deliver(other, copy);
            },
            leave: () => void buses.delete(bus),
          };
        },
      },
      page: {
        isHidden: () => isHidden,
        onChange(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      tell(change) {
        if (change === 'hidden' || change === 'visible') isHidden = change === 'hidden';
        for (const listener of [...listeners]) inside(() => listener(change));
      },
      crash() {
        isGone = true;
        for (const bus of [...buses]) if (bus.owner === tab) buses.delete(bus);
        for (const [name, queue] of queues) for (const one of [...queue]) if (one.owner === tab) leaveQueue(name, one);
      },
      freeze({ isTold = false } = {}) {
        if (isTold && !isFrozen) tab.tell('freeze');
        wasTold ||= isTold;
        isFrozen = true;
      },
      thaw() {
        isFrozen = false;
        if (wasTold) tab.tell('resume');
        wasTold = false;
        const ready = waiting;
        waiting = [];
        for (const run of ready) run();
      },
      loseNext() {
        losses.set(tab, (losses.get(tab) ?? 0) + 1);
      },
    };
    return tab;
  }

  return { createTab };
}
