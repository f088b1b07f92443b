import type { Transport } from '../transport/transport.ts';
import type { Clock } from '../utils/clock.ts';
import type { Observer } from '../utils/observer.ts';
import type { ChannelChange } from '../wire/channel-change.ts';
import type { Credentials } from './credentials.ts';
import type { RecordFields } from './record.ts';
import { askHeaders, type RequestSource } from './request.ts';

export interface ChannelControlOptions {
  readonly source: RequestSource;
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** The stream has acknowledged the change; there will be no acknowledgement. */
  readonly onOutcome: (generation: number, outcome: 'changed' | 'refused') => void;
  readonly observer: Observer<RecordFields>;
}

/** Asks the server to change the channels of the running stream: one change at a time. */
export interface ChannelControl {
  /** Posts a change to the stream's own url. */
  ask(generation: number, url: string, change: ChannelChange): void;
  /** The stream has said which channels it carries now. */
  acknowledge(): void;
  /** Forgets a change: nothing more is told of it. */
  cancel(generation: number): void;
  /** Whether it is worth asking: requests that are never answered cost a long wait each. */
  isUsable(): boolean;
  /** Gives the server another chance. */
  reset(): void;
}

/** So long the acknowledgement may take. */
const acknowledgedWithinMs = 5_000;
const refusalsToGiveUp = 2;

export function createChannelControl(options: ChannelControlOptions): ChannelControl {
  const { source, transport, credentials, clock, onOutcome, observer } = options;
  let refusals = 0;
  let current: { readonly generation: number; readonly settle: (outcome?: 'changed' | 'refused') => void } | undefined;

  function ask(generation: number, url: string, change: ChannelChange): void {
    const { add, remove } = change;
    const controller = new AbortController();
    const cancelLimit = clock.setTimeout(() => settle('refused'), acknowledgedWithinMs);
    current?.settle();
    current = { generation, settle };
    observer.tell?.({ type: 'change', generation, outcome: 'asked', add, remove });

    function settle(outcome?: 'changed' | 'refused'): void {
      if (current?.settle !== settle) return;
      current = undefined;
      cancelLimit();
      controller.abort();
      if (!outcome) return;
      refusals = outcome === 'changed' ? 0 : refusals + 1;
      observer.tell?.({ type: 'change', generation, outcome: outcome === 'changed' ? 'done' : 'refused', add, remove });
      onOutcome(generation, outcome);
    }

    async function post(canRefresh: boolean): Promise<void> {
      const version = credentials.version();
      const headers = await askHeaders(source);
      const { signal } = controller;
      const body = JSON.stringify(change);
      const answer = await transport.ask?.({
        url,
        headers,
        credentials: source.credentials,
        cursor: undefined,
        signal,
        body,
      });
      const status = answer?.head.status;
      if (status === 202) return;
      if (status !== 401 || !canRefresh) return settle('refused');
      await credentials.refresh(version);
      await post(false);
    }
    post(true).catch(() => settle('refused'));
  }

  return {
    ask,
    acknowledge: () => current?.settle('changed'),
    cancel(generation) {
      if (current?.generation === generation) current.settle();
    },
    isUsable: () => transport.ask !== undefined && refusals < refusalsToGiveUp,
    reset() {
      refusals = 0;
    },
  };
}
