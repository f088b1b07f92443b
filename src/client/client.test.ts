import { describe, expect, it, vi } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent, type StreamEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import type { Sink } from '../events/sink.ts';
import { defineSlice } from '../events/slice.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { stillPage } from '../utils/page.ts';
import { consoleLogger } from './console-logger.ts';
import { createStreamClient } from './create-stream-client.ts';
import type { InspectionRecord } from './inspection.ts';

const total = defineSlice('total', 0);
const added = defineEvent('number:added', {
  schema: type<{ n: number }>(),
  channel: 'numbers',
  slice: total,
  reduce(sum, { data }) {
    if (data.n < 0) throw new Error('negative');
    return sum + data.n;
  },
});
const dialect = defineDialect({ name: 'numbers', framing: 'named', events: [added] });
const add = (n: number, id?: string) => ({ event: 'number:added', data: { n }, ...(id ? { id } : {}) });

async function connected(options: Parameters<typeof createTestClient<typeof dialect>>[0] = {}) {
  const test = createTestClient({ dialect, ...options });
  const heard: number[] = [];
  test.client.on(added, ({ data }) => heard.push(data.n));
  test.client.connect();
  await test.clock.advance(50);
  return { ...test, heard };
}

describe('a client', () => {
  it('starts nothing when it is made', () => {
    const { client, stream, clock } = createTestClient({ dialect });
    expect(stream.requests).toHaveLength(0);
    expect(clock.pending()).toBe(0);
    expect(client.store.getState().connection).toEqual({ status: 'idle' });
  });

  it('asks the url that its dialect names, unless it was given one', async () => {
    const named = defineDialect({ name: 'desk', framing: 'named', events: [], url: () => 'http://desk.test/live' });
    const { stream, clock } = createTestClient();
    const environment = { clock, page: stillPage };
    const client = createStreamClient({ dialect: named, transport: stream, environment });
    client.connect();
    await clock.advance(50);
    expect(stream.requests.map(({ url }) => url)).toEqual(['http://desk.test/live']);
    client.close();
  });

  it('refuses to be made without a url', () => {
    expect(() => createStreamClient({ url: '' })).toThrow(/bisse: createStreamClient has no url/);
  });

  it('hands each event once, in order, to reducers and to handlers', async () => {
    const { client, stream, clock, heard } = await connected();
    stream.emit(add(1), add(2));
    stream.emit(add(3));
    await clock.advance(20);
    expect(heard).toEqual([1, 2, 3]);
    expect(client.store.getState().slices.total).toBe(6);
  });

  it('calls handlers after the commit that their event belongs to', async () => {
    const { client, stream, clock } = await connected();
    const sums: number[] = [];
    client.on('number:*', () => sums.push(client.store.getState().slices.total));
    stream.emit(add(1), add(2));
    await clock.advance(20);
    expect(sums).toEqual([3, 3]);
  });

  it('writes its store once for a whole chunk', async () => {
    const { client, stream, clock } = await connected();
    let writes = 0;
    client.store.subscribe(() => {
      writes += 1;
    });
    stream.emit(...Array.from({ length: 100 }, (_, n) => add(n)));
    await clock.advance(20);
    expect(writes).toBe(1);
  });

  it('commits once per frame while chunks come faster than frames', async () => {
    const { client, stream, clock } = await connected();
    let writes = 0;
    client.store.subscribe(() => {
      writes += 1;
    });
    for (let ms = 0; ms < 160; ms += 1) {
      stream.emit(add(1));
      await clock.advance(1);
    }
    await clock.advance(20);
    expect(client.store.getState().slices.total).toBe(160);
    expect(writes).toBeLessThanOrEqual(12);
  });

  it('commits a burst that outgrows its queue without waiting for a frame', async () => {
    const { client, stream, clock } = await connected();
    stream.emit(...Array.from({ length: 9_000 }, () => add(1)));
    await clock.settle();
    expect(client.store.getState().slices.total).toBeGreaterThanOrEqual(8_192);
  });

  it('keeps a bounded log of the newest events', async () => {
    const { client, stream, clock } = await connected({ logSize: 3 });
    stream.emit(add(1), add(2));
    await clock.advance(20);
    stream.emit(add(3), add(4));
    await clock.advance(20);
    expect(client.store.getState().log.map(({ data }) => (data as { n: number }).n)).toEqual([2, 3, 4]);
    expect(client.store.getState().latest['number:added']?.data).toEqual({ n: 4 });
  });

  it('goes on when a handler throws, and tells the other handlers', async () => {
    vi.stubGlobal('reportError', () => {});
    const { client, stream, clock, heard } = await connected();
    client.on('*', () => {
      throw new Error('boom');
    });
    const later: number[] = [];
    client.on(added, ({ data }) => later.push(data.n));
    stream.emit(add(1), add(2));
    await clock.advance(20);
    expect([heard, later]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    vi.unstubAllGlobals();
  });

  it('keeps a slice as it was when its reducer throws, and tells onError', async () => {
    const errors: string[] = [];
    const { client, stream, clock } = await connected({ onError: ({ name }) => errors.push(name) });
    stream.emit(add(1), add(-1), add(2));
    await clock.advance(20);
    expect(client.store.getState().slices.total).toBe(3);
    expect(errors).toEqual(['HandlerError']);
  });

  it('goes on when a sink throws, and tells the other sinks', async () => {
    const errors: string[] = [];
    const events: StreamEvent[] = [];
    const bad: Sink = {
      attach: () => () => {},
      commit() {
        throw new Error('boom');
      },
      gap() {},
    };
    const good: Sink = {
      attach: () => () => {},
      commit: (c) => events.push(...c.events.map(({ event }) => event)),
      gap() {},
    };
    const { stream, clock } = await connected({ sinks: [bad, good], onError: ({ name }) => errors.push(name) });
    stream.emit(add(1));
    await clock.advance(20);
    expect(events).toHaveLength(1);
    expect(errors).toEqual(['HandlerError']);
  });

  it('quarantines what it cannot read with a clear record, and later events still arrive', async () => {
    const records: InspectionRecord[] = [];
    const { client, stream, clock, heard } = await connected();
    client.inspect((record) => records.push(record));
    stream.send(
      { event: 'number:added', data: '{"n":', id: undefined },
      { event: 'number:lost', data: '{}', id: undefined },
      { event: 'number:added', data: '{"n":5}', id: undefined },
    );
    await clock.advance(20);
    expect(heard).toEqual([5]);
    const quarantined = records.filter((record) => record.kind === 'quarantine');
    expect(quarantined.map(({ error }) => error.name)).toEqual(['UnreadableError', 'UnknownTypeError']);
  });

  it('tells gaps and goes on', async () => {
    const gaps: string[] = [];
    const { client, stream, clock, heard } = await connected();
    client.onGap(({ reason }) => gaps.push(reason));
    stream.emit({ event: 'gap', data: { reason: 'overflow' } }, add(1));
    await clock.advance(20);
    expect(gaps).toEqual(['overflow']);
    expect(heard).toEqual([1]);
  });

  it('resumes after a lost stream from the last id, and drops what it has seen', async () => {
    const { stream, clock, heard } = await connected();
    stream.emit(add(1, 'e:1-1'), add(2, 'e:1-2'));
    await clock.advance(20);
    stream.fail();
    await clock.advance(5_000);
    expect(stream.requests[1]?.cursor).toBe('e:1-2');
    stream.emit(add(2, 'e:1-2'), add(3, 'e:1-3'));
    await clock.advance(20);
    expect(heard).toEqual([1, 2, 3]);
  });

  it('can be closed and connected again', async () => {
    const { client, stream, clock, heard } = await connected();
    client.close();
    await clock.advance(20);
    expect(stream.openStreams).toBe(0);
    expect(client.store.getState().connection.status).toBe('closed');
    client.connect();
    await clock.advance(50);
    stream.emit(add(1));
    await clock.advance(20);
    expect(heard).toEqual([1]);
  });

  it('continues a later session where the stream stood, not where the page began', async () => {
    const { client, stream, clock } = await connected({ cursor: 'e:1-7' });
    stream.emit(add(1, 'e:1-8'));
    await clock.advance(20);
    client.close();
    client.connect();
    await clock.advance(50);
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual(['e:1-7', 'e:1-8']);
  });

  it('leaves no timer behind when it is closed', async () => {
    const { client, clock } = await connected();
    client.close();
    await clock.advance(10_000);
    expect(clock.pending()).toBe(0);
  });

  it('tells its sinks where the coverage of a channel begins and ends, and when there is another user', async () => {
    const told: unknown[] = [];
    const sink: Sink = {
      attach: () => () => {},
      commit: () => {},
      gap: ({ reason }) => told.push(['gap', reason]),
      covered: ({ channels, cursor }) => told.push(['covered', channels, cursor]),
      uncovered: (channels) => told.push(['uncovered', channels]),
      rescoped: (scope) => told.push(['rescoped', scope]),
    };
    const { client, stream, clock } = createTestClient({ sinks: [sink], scope: 'ann' });
    stream.respondNext({ connected: { id: 'e:1-1', control: true } });
    for (let n = 0; n < 2; n += 1) stream.answerNext({ status: 202 });
    client.lease({ channel: 'a' });
    await clock.advance(50);
    const release = client.lease({ channel: 'b' });
    await clock.advance(50);
    expect(client.isLive({ channel: 'b' })).toBe(false);
    stream.emit({ event: 'channels', data: { channels: ['a', 'b'] }, id: 'e:1-5' });
    await clock.settle();
    expect(client.isLive({ channel: 'b' })).toBe(true);
    release();
    await clock.advance(5_000);
    stream.emit({ event: 'channels', data: { channels: ['a'] }, id: 'e:1-6' });
    await clock.settle();
    expect(client.isLive({ channel: 'b' })).toBe(false);
    client.setScope('bob');
    await clock.settle();
    expect(told).toEqual([
      ['covered', undefined, 'e:1-1'],
      ['covered', ['b'], 'e:1-5'],
      ['uncovered', ['b']],
      ['uncovered', undefined],
      ['rescoped', 'bob'],
      ['covered', undefined, undefined],
    ]);
    expect([client.scope(), stream.requests.map(({ cursor }) => cursor)]).toEqual(['bob', [undefined, undefined]]);
  });

  it('passes undeclared events through when it has no dialect', async () => {
    const { client, stream, clock } = createTestClient();
    const heard: unknown[] = [];
    client.on('anything', ({ data }) => heard.push(data));
    client.connect();
    await clock.advance(50);
    stream.emit({ event: 'anything', data: [1, 2] });
    await clock.advance(20);
    expect(heard).toEqual([[1, 2]]);
  });

  it('begins at the cursor that it is given', async () => {
    const { stream } = await connected({ cursor: 'e:1-7' });
    expect(stream.requests[0]?.cursor).toBe('e:1-7');
  });
});

describe('the console logger', () => {
  it('writes a line for each record, and a warning for what was refused', async () => {
    const lines: string[] = [];
    const console = { debug: (line: string) => lines.push(line), warn: (line: string) => lines.push(`! ${line}`) };
    const { client, stream, clock } = await connected();
    client.inspect(consoleLogger(console));
    stream.emit(add(1), { event: 'number:lost' }, { event: 'gap', data: { reason: 'overflow' } });
    await clock.advance(20);
    expect(lines).toContain('bisse commit: 1 event(s)');
    expect(lines).toContain('! bisse gap (overflow): all channels');
    expect(lines.some((line) => line.startsWith('! bisse: the dialect "numbers" declares no event'))).toBe(true);
  });
});
