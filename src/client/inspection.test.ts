import { describe, expect, it, vi } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { defineSlice } from '../events/slice.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { createScriptedTransport } from '../transport/scripted.ts';
import { stillPage } from '../utils/page.ts';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createStreamClient } from './create-stream-client.ts';
import type { InspectionRecord } from './inspection.ts';
import { createHistory } from './instruments/history.ts';

const counts = defineSlice('counts', {} as Readonly<Record<string, number>>);
const quiet = defineSlice('quiet', 0);
const counted = defineEvent('counted', {
  schema: type<{ id: string; n: number; token?: string }>(),
  slice: counts,
  reduce: (state, { data }) => ({ ...state, [data.id]: data.n }),
});
const rested = defineEvent('rested', { schema: type<null>(), slice: quiet, reduce: (n) => n + 1 });
const strict = defineEvent('strict', {
  schema: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: () => ({ issues: [{ message: 'no number', path: ['deep', 'n'] }] }),
    },
  },
});
const dialect = defineDialect({ name: 'counts', framing: 'named', events: [counted, rested, strict] });

type Options = Parameters<typeof createTestClient<typeof dialect>>[0];

async function inspected(options: Options = {}) {
  const test = createTestClient({ dialect, ...options });
  const records: InspectionRecord[] = [];
  const off = test.client.inspect((record) => records.push(record));
  test.client.connect();
  await test.clock.advance(50);
  const of = <Kind extends InspectionRecord['kind']>(kind: Kind) =>
    records.filter((record): record is Extract<InspectionRecord, { kind: Kind }> => record.kind === kind);
  return { ...test, records, of, off };
}

const count = (id: string, n: number, wireId?: string) => ({ event: 'counted', data: { id, n }, id: wireId });

describe('a client that is inspected', () => {
  it('numbers its records, in the order of what happened', async () => {
    const { stream, clock, records } = await inspected();
    stream.emit(count('a', 1));
    await clock.advance(100);
    expect(records.map(({ n }) => n)).toEqual(records.map((_, index) => index + 1));
    const kinds = records.map(({ kind }) => kind);
    expect(kinds.slice(-4)).toEqual(['connection', 'message', 'commit', 'paint']);
  });

  it('tells each message as it came, and what became of it', async () => {
    const { stream, clock, of } = await inspected();
    stream.emit(count('a', 1, 'e:1-1'));
    stream.emit(count('a', 1, 'e:1-1'));
    stream.send({ event: 'counted', data: '{"id":', id: undefined });
    await clock.advance(20);
    expect(of('message').map(({ outcome, chars, event }) => [outcome, chars, event?.data])).toEqual([
      ['event', 28, { id: 'a', n: 1 }],
      ['drop', 28, undefined],
      ['quarantine', 13, undefined],
    ]);
  });

  it('tells the slices before and after a commit by reference, and which it left alone', async () => {
    const { client, stream, clock, of } = await inspected();
    const before = client.store.getState().slices;
    stream.emit(count('a', 1), count('b', 2));
    await clock.advance(20);
    const [commit] = of('commit');
    expect(commit?.before).toBe(before);
    expect(commit?.after).toBe(client.store.getState().slices);
    expect(commit?.after['quiet']).toBe(commit?.before['quiet']);
    expect(commit?.events.map(({ data }) => data)).toEqual([
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ]);
  });

  it('counts the handlers that a commit called', async () => {
    const { client, stream, clock, of } = await inspected();
    client.on('*', () => {});
    client.on(counted, () => {});
    stream.emit(count('a', 1), { event: 'rested', data: null });
    await clock.advance(20);
    expect(of('commit')[0]?.handlers.calls).toBe(3);
    expect(of('commit')[0]?.handlers.ms).toBeGreaterThanOrEqual(0);
  });

  it('tells when a commit was drawn, after the frame that came next', async () => {
    const { stream, clock, of } = await inspected();
    stream.emit(count('a', 1));
    await clock.advance(100);
    const [commit] = of('commit');
    const [paint] = of('paint');
    expect(paint?.commit).toBe(commit?.commit);
    expect((paint?.at ?? 0) - (commit?.at ?? 0)).toBe(16);
  });

  it("tells what was quarantined with the schema's issues", async () => {
    const { stream, clock, of } = await inspected();
    stream.emit({ event: 'strict', data: {} });
    await clock.advance(20);
    expect(of('quarantine')[0]?.error).toMatchObject({ issues: [{ message: 'no number', path: ['deep', 'n'] }] });
  });

  it('tells attempts, answers, delays and bytes of the connection', async () => {
    const { stream, clock, of } = await inspected();
    stream.bytes(12);
    await clock.advance(20);
    stream.respondNext({ status: 503, retryAfterMs: 5_000 });
    stream.fail();
    await clock.advance(10_000);
    const told = of('connection').map(({ record }) => record);
    expect(told.filter((record) => record.type === 'chunk').map(({ bytes }) => bytes)).toContain(12);
    expect(told.find((record) => record.type === 'head' && record.status === 503)).toMatchObject({
      retryAfterMs: 5_000,
    });
    expect(told.filter((record) => record.type === 'retry').at(-1)?.delayMs).toBe(5_000);
    expect(told.filter((record) => record.type === 'attempt').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });
});

describe('with nobody to listen', () => {
  it('makes no record: what only records ask for is not asked', async () => {
    const clock = createVirtualClock();
    const scripted = createScriptedTransport([], { clock });
    const protocolOf = vi.fn(() => 'h2');
    const client = createStreamClient({
      url: 'http://stream.test/events',
      dialect,
      transport: { ...scripted, protocolOf },
      environment: { clock, random: () => 0.5, page: stillPage },
      instruments: false,
    });
    const observed: boolean[] = [];
    client.attach({
      attach(host) {
        observed.push(host.isObserved);
        return () => {};
      },
      commit() {},
      gap() {},
    });
    client.connect();
    await clock.advance(50);
    expect([protocolOf.mock.calls.length, observed]).toEqual([0, [false]]);

    const off = client.inspect(() => {});
    client.reconnect();
    await clock.advance(50);
    expect(protocolOf.mock.calls.length).toBe(1);
    off();
    client.reconnect();
    await clock.advance(50);
    expect(protocolOf.mock.calls.length).toBe(1);
    client.close();
  });

  it('holds no history where there are no instruments', async () => {
    const { client, stream, clock } = createTestClient({ dialect, instruments: false });
    client.connect();
    await clock.advance(50);
    stream.emit(count('a', 1));
    await clock.advance(20);
    const heard: unknown[] = [];
    client.inspect((record) => heard.push(record), { replay: true });
    expect(heard).toEqual([]);
  });
});

describe('a panel that is opened late', () => {
  it('hears all that happened before, and then what happens, each once', async () => {
    const { client, stream, clock, records } = await inspected();
    stream.emit(count('a', 1));
    await clock.advance(20);
    const late: InspectionRecord[] = [];
    client.inspect((record) => late.push(record), { replay: true });
    expect(late).toEqual(records);
    stream.emit(count('a', 2));
    await clock.advance(20);
    expect(late).toEqual(records);
    expect(late.map(({ n }) => n)).toEqual(late.map((_, index) => index + 1));
  });

  it('finds a history that is bounded by number and by characters', () => {
    const message = { event: 'e', data: 'x'.repeat(100), id: undefined };
    const record = (n: number): InspectionRecord => ({
      ...{ n, at: 0, kind: 'message', message, receivedAt: 0, chars: 100, outcome: 'drop', event: undefined },
    });
    const few = createHistory({ records: 3 });
    const short = createHistory({ chars: 250 });
    for (let n = 1; n <= 10; n += 1) {
      few.push(record(n));
      short.push(record(n));
    }
    expect(few.records().map(({ n }) => n)).toEqual([8, 9, 10]);
    expect(short.records().map(({ n }) => n)).toEqual([9, 10]);
  });
});

describe('secrets', () => {
  it('enter no record: not by url, payload, envelope, error or its cause', async () => {
    const secret = 'hunter2hunter2';
    const clock = createVirtualClock();
    const stream = createScriptedTransport([], { clock });
    const records: InspectionRecord[] = [];
    const client = createStreamClient({
      url: `http://ann:${secret}@stream.test/events?access_token=${secret}`,
      headers: { Authorization: `Bearer ${secret}`, Cookie: `sid=${secret}` },
      dialect,
      transport: stream,
      redact: ['iban'],
      environment: { clock, random: () => 0.5, page: stillPage },
    });
    client.inspect((record) => records.push(record));
    client.connect();
    await clock.advance(50);
    stream.emit({ event: 'counted', data: { id: 'a', n: 1, token: secret, deep: [{ IBAN: secret }] } });
    stream.emit({ event: 'lost', data: { password: secret } });
    await clock.advance(20);
    stream.fail(new TypeError(`Failed to fetch http://stream.test/events?token=${secret}`));
    await clock.advance(5_000);
    const seen = new WeakSet();
    const text = JSON.stringify(records, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value;
      if (seen.has(value)) return undefined;
      seen.add(value);
      return value instanceof Error ? { ...value, text: value.message, why: value.cause } : value;
    });
    expect(records.some(({ kind }) => kind === 'quarantine')).toBe(true);
    expect(records.some(({ kind }) => kind === 'commit')).toBe(true);
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(secret);
    // The app itself gets everything.
    expect(client.store.getState().latest['counted']?.data).toMatchObject({ token: secret });
    client.close();
  });
});
