import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import { createSequence } from '../delivery/sequence.ts';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { compareLogIds, parseLogId } from '../wire/log-id.ts';
import type { StreamItem } from '../wire/notice.ts';
import { createConnection } from './connection.ts';
import { createTestPage, readNamedControl } from './test/harness.ts';
import { createModelLog } from './test/model-log.ts';

const names = ['a', 'b', 'c'];
type Step =
  | { readonly do: 'lease'; readonly channel: string }
  | { readonly do: 'release'; readonly channel: string }
  | { readonly do: 'publish'; readonly channel: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'cut' }
  | { readonly do: 'cutNewest' }
  | { readonly do: 'hide' }
  | { readonly do: 'reconnect' };

const anyChannel = fc.constantFrom(...names);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('publish' as const), channel: anyChannel }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('lease' as const, 'release'), channel: anyChannel }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 10, 60, 120, 6_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'cutNewest', 'hide', 'reconnect') }) },
);

/** What a client hears of each channel, ever, and from which place on it is covered now. */
function createListener() {
  const sequence = createSequence({ compareCursors: compareLogIds, resume: 'proved' });
  const heard = new Map(['always', ...names].map((name) => [name, [] as number[]]));
  const covered = new Map<string, number>();
  const gaps: string[] = [];
  let carried: readonly string[] = [];

  function cover(channels: readonly string[], cursor: string | undefined): void {
    for (const channel of channels) covered.set(channel, parseLogId(cursor ?? '')?.n ?? -1);
  }

  return {
    heard,
    covered,
    gaps,
    take(items: readonly StreamItem[]) {
      for (const item of items) {
        if (item.kind === 'message') {
          const { id, channel = '' } = item.message;
          if (sequence.admit(id, channel) !== 'drop') heard.get(channel)?.push(parseLogId(id ?? '')?.n ?? -1);
          continue;
        }
        const { notice } = item;
        if ('channels' in notice && notice.type !== 'gap') carried = notice.channels;
        for (const step of sequence.notice(notice)) {
          if (step.kind === 'gap') gaps.push(step.reason);
          if (step.kind === 'covered') cover(step.channels ?? carried, step.cursor);
          if (step.kind === 'uncovered') for (const channel of step.channels ?? []) covered.delete(channel);
        }
      }
    },
  };
}

interface World {
  readonly control: boolean;
  readonly overlap: boolean;
  readonly latencies: readonly number[];
  readonly fates: readonly ('done' | 'refused' | 'lost' | 'unanswered')[];
}

async function play(steps: readonly Step[], { control, overlap, latencies, fates }: World) {
  const clock = createVirtualClock();
  const page = createTestPage();
  const listener = createListener();
  let drawn = 0;
  const draw = <Value>(values: readonly Value[]): Value => values[drawn++ % values.length] as Value;
  const server = createModelLog({ clock, control, latency: () => draw(latencies), fate: () => draw(fates) });
  const connection = createConnection({
    ...{ url: 'https://app.test/events', transport: server.transport, clock, page, random: () => 0.5, overlap },
    readControl: readNamedControl,
    onItems: listener.take,
  });
  const leases = new Map<string, (() => void)[]>();
  connection.lease({ channel: 'always' });
  await clock.advance(200);
  for (const step of steps) {
    if (step.do === 'lease') {
      leases.set(step.channel, [...(leases.get(step.channel) ?? []), connection.lease({ channel: step.channel })]);
    } else if (step.do === 'release') leases.get(step.channel)?.pop()?.();
    else if (step.do === 'publish') server.publish(step.channel);
    else if (step.do === 'cut') server.cut();
    else if (step.do === 'cutNewest') server.cutNewest();
    else if (step.do === 'reconnect') connection.reconnect();
    else if (step.do === 'hide') {
      page.change('pagehide');
      page.change('pageshow');
    } else await clock.advance(step.ms);
  }
  // Everything on its way arrives, all limits pass, and what was let go has gone.
  await clock.advance(120_000);
  for (const channel of [...names, 'always']) server.publish(channel);
  await clock.advance(1_000);
  const leased = [...leases].filter(([, list]) => list.length > 0).map(([channel]) => channel);
  connection.close();
  return { server, listener, leased: ['always', ...leased] };
}

const anyWorld = (world: Partial<World>): fc.Arbitrary<World> =>
  fc.record({
    control: fc.boolean(),
    overlap: fc.boolean(),
    latencies: fc.array(fc.constantFrom(1, 5, 40, 90, 400), { minLength: 1, maxLength: 7 }),
    fates: fc.array(fc.constantFrom('done', 'done', 'refused', 'lost', 'unanswered' as const), {
      minLength: 1,
      maxLength: 5,
    }),
    ...Object.fromEntries(Object.entries(world).map(([key, value]) => [key, fc.constant(value)])),
  }) as fc.Arbitrary<World>;

describe.each([
  ['by a server that changes its streams', { control: true }],
  ['by a second stream', { control: false, overlap: true }],
  ['by one stream after the other', { control: false, overlap: false }],
])('channels changed %s, at any moment and over any break', (_, world) => {
  test('bring every event of a leased channel once and in order, and never a gap', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 60, size: 'max' }), anyWorld(world), async (steps, drawn) => {
        const { server, listener, leased } = await play(steps, drawn);
        expect(listener.gaps).toEqual([]);
        for (const channel of leased) {
          const from = listener.covered.get(channel) ?? Number.NaN;
          const heard = listener.heard.get(channel)?.filter((n) => n > from);
          const published = server.log.filter((entry) => entry.channel === channel && entry.n > from).map(({ n }) => n);
          expect({ channel, heard }).toEqual({ channel, heard: published });
          expect(published.length).toBeGreaterThan(0);
        }
        for (const ns of listener.heard.values()) expect(ns).toEqual([...new Set(ns)].sort((a, b) => a - b));
        expect(server.mostOpen()).toBeLessThanOrEqual(drawn.overlap ? 2 : 1);
      }),
      { numRuns: 300, seed },
    );
  });
});
