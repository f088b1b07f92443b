import { defineDialect, defineEvent, type } from 'bisse/vanilla';
import { describe, expect, test } from 'vitest';
import { createTestPage, readNamedControl } from '../../src/connection/test/harness.ts';
import { createModelLog } from '../../src/connection/test/model-log.ts';
import { openStream } from '../../src/server/test/stream-client.ts';
import { createVirtualClock } from '../../src/utils/virtual-clock.ts';
import { compareLogIds, parseLogId } from '../../src/wire/log-id.ts';
import type { StreamItem } from '../../src/wire/notice.ts';
import { createMessageParser } from '../../src/wire/parse.ts';
import { loadConnection, loadServer } from './library.ts';

const noted = defineEvent('noted', { schema: type<string>(), channel: 'notes' });
const desk = defineDialect({ name: 'desk', framing: 'named', events: [noted] });

/** A hub whose log lies elsewhere, so that it hears of a new entry 5 s late. */
async function startHub(without?: string) {
  const { createHub, memoryLog } = await loadServer(without);
  const clock = createVirtualClock();
  const log = memoryLog({ clock, epoch: 'e' });
  const hub = createHub({
    ...{ events: desk, clock, heartbeat: '1s', logger: { warn: () => {}, error: () => {} } },
    log: { ...log, subscribe: (wake) => log.subscribe(() => clock.setTimeout(wake, 5_000)) },
  });
  const request = (cursor?: string) =>
    hub.fetch(new Request('http://hub.test/events', { headers: cursor ? { 'Last-Event-ID': cursor } : {} }));
  return {
    clock,
    publish: (data: string) => hub.publish({ type: 'noted', data, to: 'channel:notes' }),
    /** Opens a stream that is read write by write. */
    async open(cursor?: string) {
      const reader = (await request(cursor)).body?.getReader();
      const parser = createMessageParser({ maxEventBytes: 10_000 });
      return {
        /** The next write: its events, and the id that a client has as its cursor then. */
        async read() {
          const { value = new Uint8Array() } = (await reader?.read()) ?? {};
          // A stream that is read asks for more, and must not find what comes later.
          await clock.settle();
          const { messages, lastId } = parser.feed(value);
          return { events: messages.map(({ event }) => event), cursor: lastId };
        },
        drop: () => reader?.cancel(),
      };
    },
    /** What a client hears that comes back with this cursor. */
    async heardAfter(cursor: string | undefined) {
      const client = await openStream(await request(cursor));
      await hub.publish({ type: 'noted', data: 'last', to: 'channel:notes' });
      await clock.advance(5_000);
      await client.until(({ data }) => data === 'last');
      await client.leave();
      return [client.blocks[0]?.data.resume, ...client.events().map(({ data }) => data)];
    },
  };
}

/** 15: an event; a heartbeat is written before it; the stream breaks and is resumed. */
async function heartbeatOvertakes(without?: string) {
  const hub = await startHub(without);
  const stream = await hub.open();
  await stream.read();
  await hub.publish('a');
  await hub.clock.advance(1_000);
  const { events, cursor } = await stream.read();
  await stream.drop();
  expect(events).toEqual(['heartbeat']);
  return hub.heardAfter(cursor);
}

/** 16: an event while the client is away; its stream breaks again after `connected`, and is resumed. */
async function breaksAfterConnected(without?: string) {
  const hub = await startHub(without);
  const stream = await hub.open();
  const { cursor: start } = await stream.read();
  await stream.drop();
  await hub.publish('a');
  const second = await hub.open(start);
  const { events, cursor } = await second.read();
  await second.drop();
  expect(events).toEqual(['connected']);
  return hub.heardAfter(cursor);
}

describe.each([
  { number: 15, title: 'a heartbeat that overtakes an event loses none', rule: 'H1', play: heartbeatOvertakes },
  { number: 16, title: 'a break after `connected` loses no event', rule: 'H2', play: breaksAfterConnected },
])('$number: $title', ({ rule, play }) => {
  test('holds', async () => {
    expect(await play()).toEqual(['resumed', 'a', 'last']);
  });

  test(`fails without ${rule}: the event is lost, and no gap is told`, async () => {
    expect(await play(rule)).toEqual(['resumed', 'last']);
  });
});

/**
 * A client of channel `a` that leases `b`. While the second stream is on its way, `b` and then `a` have an event; the first
 * stream brings that of `a`. Then `more` happens, 15 ms after the second stream has said `connected`.
 */
async function change(
  without: string | undefined,
  pauseMs: number,
  more: (server: ReturnType<typeof createModelLog>) => void,
) {
  const { createConnection, createSequence } = await loadConnection(without);
  const clock = createVirtualClock();
  const server = createModelLog({ ...{ clock, pauseMs, control: false }, latency: () => 10, fate: () => 'done' });
  const sequence = createSequence({ compareCursors: compareLogIds, resume: 'proved' });
  const outcome = { a: [] as number[], b: [] as number[], gaps: [] as string[] };
  function take(items: readonly StreamItem[]): void {
    for (const item of items) {
      if (item.kind === 'notice') {
        for (const step of sequence.notice(item.notice)) if (step.kind === 'gap') outcome.gaps.push(step.reason);
        continue;
      }
      const { id = '', channel = '' } = item.message;
      const n = parseLogId(id)?.n ?? Number.NaN;
      if (sequence.admit(id, channel) !== 'drop') outcome[channel as 'a' | 'b'].push(n);
    }
  }
  const connection = createConnection({
    ...{ url: 'https://app.test/events', transport: server.transport, clock, page: createTestPage() },
    ...{ random: () => 0.5, readControl: readNamedControl, onItems: take },
  });
  connection.lease({ channel: 'a' });
  await clock.advance(5_000);
  server.publish('a');
  await clock.advance(100);
  connection.lease({ channel: 'b' });
  await clock.advance(55);
  server.publish('b');
  server.publish('a');
  await clock.advance(30);
  more(server);
  await clock.advance(60_000);
  connection.close();
  return outcome;
}

describe.each([
  {
    title: '19: a second stream brings events that are older than those of the first',
    rule: 'C3-mark',
    play: (without?: string) => change(without, 0, () => {}),
    whole: { a: [1, 3], b: [2], gaps: [] },
    broken: { a: [1, 3], b: [], gaps: [] },
  },
  {
    title: '19: both streams break when the second has said `connected` and no more',
    rule: 'C3-lowest',
    play: (without?: string) => change(without, 1_000, (server) => server.cut()),
    whole: { a: [1, 3], b: [2], gaps: [] },
    broken: { a: [1, 3], b: [], gaps: [] },
  },
  {
    title: '20: the second stream alone breaks when it has said `connected`',
    rule: 'C3-one',
    play(without?: string) {
      return change(without, 1_000, (server) => {
        server.cutNewest();
        server.publish('b');
        server.publish('a');
      });
    },
    whole: { a: [1, 3, 5], b: [2, 4], gaps: [] },
    broken: { a: [1, 3, 5], b: [], gaps: [] },
  },
])('$title', ({ rule, play, whole, broken }) => {
  test('and no event is lost', async () => {
    expect(await play()).toEqual(whole);
  });

  test(`and without ${rule} those of the new channel are lost, and no gap is told`, async () => {
    expect(await play(rule)).toEqual(broken);
  });
});
