import { expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createMessageParser } from '../wire/parse.ts';
import { createBlockWriter } from './blocks.ts';
import { type Connection, createConnection } from './connection.ts';
import type { Resumption } from './log/log.ts';
import { memoryLog } from './log/memory.ts';
import { channelKinds, createSubscription, type Identity } from './scopes.ts';
import { desk } from './test/desk.ts';

interface Setup {
  readonly start?: Resumption;
  readonly max?: number;
  readonly identity?: Identity;
  readonly endsAt?: number;
  readonly channels?: readonly string[];
  /** Whether the sink takes more after each write. */
  readonly takes?: () => boolean;
}

const note = (to: string, text = 'n') => ({
  ...{ type: 'note:added', scopes: [to], event: 'note:added', data: JSON.stringify({ text }) },
});

function setup({
  start,
  max = 100,
  identity = { scopes: ['*'] },
  endsAt = Infinity,
  channels,
  takes = () => true,
}: Setup = {}) {
  const clock = createVirtualClock(1_000);
  const log = memoryLog({ clock, max, epoch: 'e' });
  const writes: string[] = [];
  const did: string[] = [];
  const open = (from = start) =>
    createConnection({
      ...{ id: crypto.randomUUID(), identity, endsAt },
      resubscribe: (names) => createSubscription(identity, names, channelKinds(desk)),
      ...{ log, clock, start: from, settings: { heartbeatMs: 1_000, idleMs: 300_000, chunkBytes: 1_000 } },
      subscription: createSubscription(identity, channels, channelKinds(desk)),
      blocks: createBlockWriter(desk, { error() {} }),
      sink: {
        write(text) {
          writes.push(text);
          return takes();
        },
        end: () => void did.push('end'),
        destroy: () => void did.push('destroy'),
      },
      observer: {
        opened: () => void did.push('opened'),
        delivered() {},
        beat() {},
        missed: () => void did.push('overflowed'),
        closed: () => void did.push('closed'),
      },
    });
  const read = () => {
    const { messages } = createMessageParser({ maxEventBytes: 1e6 }).feed(new TextEncoder().encode(writes.join('')));
    return messages.map(({ event, id, data }) => ({ event, id, data: JSON.parse(data) }));
  };
  return { clock, log, writes, did, open, read };
}

test('the first frame is connected, with the id that the stream continues after', () => {
  const { log, open, read } = setup({ channels: ['pins'] });
  log.append(note('*'));
  open();
  expect(read()).toEqual([
    {
      event: 'connected',
      id: 'e:1000-1',
      data: {
        ...{ connectionId: expect.stringMatching(/^[0-9a-f-]{36}$/), resume: 'fresh', head: 'e:1000-1' },
        ...{ channels: ['pins'], heartbeatMs: 1_000, control: true, timestamp: 1_000 },
      },
    },
  ]);
});

test('a resumed stream says the cursor of the client and the head, and then what came between', () => {
  const { log, open, read } = setup();
  for (const text of ['1', '2', '3']) log.append(note('*', text));
  open({ place: { id: 'e:1000-1', position: 1 } });
  expect(read().map(({ event, id }) => [event, id])).toEqual([
    ['connected', 'e:1000-1'],
    ['note:added', 'e:1000-2'],
    ['note:added', 'e:1000-3'],
  ]);
  expect(read()[0]?.data).toMatchObject({ resume: 'resumed', head: 'e:1000-3' });
});

test('a heartbeat carries the cursor of this connection, and comes only into silence', async () => {
  const { clock, log, open, read } = setup({ channels: ['notes'] });
  const connection = open();
  log.append(note('channel:pins'));
  connection.wake();
  await clock.advance(999);
  log.append(note('channel:notes'));
  connection.wake();
  await clock.advance(999);
  expect(read().map(({ event }) => event)).toEqual(['connected', 'note:added']);
  // The head moves on, and the connection has not been told yet.
  log.append(note('channel:pins'));
  await clock.advance(1);
  expect(read().at(-1)).toEqual({ event: 'heartbeat', id: 'e:1999-2', data: { timestamp: 2_999 } });
  connection.wake();
  await clock.advance(1_000);
  expect(read().at(-1)).toMatchObject({ event: 'heartbeat', id: 'e:2998-3' });
});

test('a clock that is set back delays a heartbeat by one interval at most', async () => {
  const { clock, open, read } = setup();
  open();
  clock.sleep(-1e6);
  await clock.advance(1e6 + 2_000);
  expect(read().filter(({ event }) => event === 'heartbeat')).not.toHaveLength(0);
});

test('a full sink is not written to, not even a heartbeat, and goes on where it was', async () => {
  let takes = false;
  const { clock, log, writes, open, read } = setup({ takes: () => takes });
  const connection = open();
  for (const text of ['1', '2']) log.append(note('*', text));
  connection.wake();
  await clock.advance(5_000);
  expect(writes).toHaveLength(1);
  expect([connection.isSlow, connection.cursor]).toEqual([true, 'e:1000-0']);
  takes = true;
  connection.drained();
  expect(
    read()
      .slice(1)
      .map(({ data }) => data.text),
  ).toEqual(['1', '2']);
  expect([connection.isSlow, connection.cursor]).toEqual([false, 'e:1000-2']);
});

test('many entries are one write, up to the size of a chunk', () => {
  const { log, writes, open } = setup();
  const connection = open();
  for (let n = 0; n < 50; n++) log.append(note('*', 'x'.repeat(100)));
  connection.wake();
  expect(writes.length).toBeGreaterThan(4);
  expect(writes.length).toBeLessThan(12);
  for (const text of writes) expect(text.length).toBeLessThan(1_200);
});

test('a cursor that has fallen out of the log is told so, once, and goes on at the head', () => {
  let takes = false;
  const { log, did, open, read } = setup({ max: 3, takes: () => takes });
  const connection = open();
  for (const text of ['1', '2', '3', '4', '5']) log.append(note('*', text));
  takes = true;
  connection.drained();
  log.append(note('*', '6'));
  connection.wake();
  expect(
    read()
      .slice(1)
      .map(({ event, id, data }) => [event, id, data.reason ?? data.text]),
  ).toEqual([
    ['gap', 'e:1000-5', 'overflow'],
    ['note:added', 'e:1000-6', '6'],
  ]);
  expect(did).toEqual(['opened', 'overflowed']);
});

test('the stream ends with the identity', async () => {
  const { clock, did, open, read } = setup({ identity: { scopes: ['*'], expiresAt: 2_500 } });
  const connection = open();
  await clock.advance(1_499);
  expect(connection.isOpen).toBe(true);
  await clock.advance(1);
  expect(read().at(-1)).toMatchObject({ event: 'bye', data: { reason: 'expired' } });
  expect(did).toEqual(['opened', 'end']);
});

test('an identity that outlives every timer does not end the stream now', async () => {
  const { clock, open } = setup({ identity: { scopes: ['*'], expiresAt: 1e13 } });
  const connection = open();
  await clock.advance(100);
  expect(connection.isOpen).toBe(true);
});

test('a stream that ended and is not read is cut, and leaves no timer', async () => {
  const { clock, did, open } = setup();
  const connection: Connection = open();
  connection.end('shutdown', { retryMs: 1_234.5 });
  connection.end('shutdown');
  await clock.advance(999);
  expect(did).toEqual(['opened', 'end']);
  await clock.advance(1);
  expect(did).toEqual(['opened', 'end', 'destroy', 'closed']);
  expect(clock.pending()).toBe(0);
});

test('a client that leaves ends everything at once', async () => {
  const { clock, log, did, writes, open } = setup();
  const connection = open();
  connection.end('shutdown', { delayMs: 500 });
  connection.close();
  connection.close();
  log.append(note('*'));
  connection.wake();
  connection.drained();
  connection.end('shutdown');
  await clock.advance(5_000);
  expect([did, writes.length, clock.pending()]).toEqual([['opened', 'closed'], 1, 0]);
});

test('a sink that throws closes its connection and disturbs nobody', () => {
  let calls = 0;
  const { log, did, open } = setup({
    takes() {
      calls += 1;
      if (calls > 1) throw new TypeError('the stream is closed');
      return true;
    },
  });
  const connection = open();
  log.append(note('*'));
  connection.wake();
  expect([did, connection.isOpen]).toEqual([['opened', 'closed'], false]);
});

test('a stream whose client takes nothing for too long is cut', async () => {
  const { clock, did, open } = setup({ takes: () => false });
  open();
  await clock.advance(299_999);
  expect(did).toEqual(['opened']);
  await clock.advance(1);
  expect(did).toEqual(['opened', 'destroy', 'closed']);
  expect(clock.pending()).toBe(0);
});

test('a slow client that takes something now and then is not cut, and a quiet one neither', async () => {
  const slow = setup({ takes: () => false });
  const connection = slow.open();
  for (let minute = 0; minute < 30; minute += 1) {
    slow.log.append(note('*'));
    await slow.clock.advance(60_000);
    if (minute % 4 === 3) connection.drained();
  }
  expect(slow.did).toEqual(['opened']);
  const quiet = setup();
  quiet.open();
  await quiet.clock.advance(3_600_000);
  expect(quiet.did).toEqual(['opened']);
  expect(quiet.read().length).toBeGreaterThan(3_000);
});

test('a stream that is old enough says so and ends', async () => {
  const { clock, did, open, read } = setup({ endsAt: 60_000 });
  open();
  await clock.advance(58_999);
  expect(did).toEqual(['opened']);
  await clock.advance(1);
  expect(read().at(-1)).toMatchObject({ event: 'bye', data: { reason: 'age' } });
  expect(did).toEqual(['opened', 'end']);
});
