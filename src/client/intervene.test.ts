import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { defineSlice } from '../events/slice.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { faultNames } from '../transport/fault-names.ts';

const total = defineSlice('total', 0);
const added = defineEvent('added', {
  schema: type<{ n: number }>(),
  slice: total,
  reduce: (sum, { data }) => sum + data.n,
});
const dialect = defineDialect({ name: 'numbers', framing: 'named', events: [added] });

async function connected(options: Parameters<typeof createTestClient<typeof dialect>>[0] = {}) {
  const test = createTestClient({ dialect, ...options });
  const heard: number[] = [];
  test.client.on(added, ({ data }) => heard.push(data.n));
  test.client.connect();
  await test.clock.advance(50);
  const add = async (n: number) => {
    test.stream.emit({ event: 'added', data: { n } });
    await test.clock.advance(20);
  };
  return { ...test, heard, add };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('stepping in', () => {
  it('holds the stream back and loses nothing of what came meanwhile', async () => {
    const { client, stream, clock, heard, add } = await connected();
    await add(1);
    client.intervene({ type: 'hold' });
    await add(2);
    stream.fail();
    await clock.advance(5_000);
    await add(3);
    expect([heard, client.store.getState().slices.total]).toEqual([[1], 1]);
    expect(client.held).toBeGreaterThanOrEqual(2);
    client.intervene({ type: 'resume' });
    await add(4);
    expect([heard, client.store.getState().slices.total, client.held]).toEqual([[1, 2, 3, 4], 10, undefined]);
  });

  it('forgets what is held when another user comes', async () => {
    const { client, clock, heard, add } = await connected({ scope: 'ann' });
    client.intervene({ type: 'hold' });
    await add(1);
    client.setScope('bob');
    client.intervene({ type: 'resume' });
    await clock.advance(100);
    await add(2);
    expect(heard).toEqual([2]);
  });

  it('delivers a message as if the stream had brought it', async () => {
    const { client, clock, heard } = await connected();
    client.intervene({ type: 'inject', message: { event: 'added', data: '{"n":7}' } });
    await clock.advance(20);
    expect(heard).toEqual([7]);
  });

  it('is told to whoever inspects', async () => {
    const { client } = await connected();
    const told: string[] = [];
    client.inspect((record) => record.kind === 'intervention' && told.push(record.what));
    client.intervene({ type: 'fault', fault: 'slow' });
    client.intervene({ type: 'hold' });
    client.intervene({ type: 'resume' });
    client.intervene({ type: 'hand-over' });
    expect(told).toEqual(['slow', 'hold', 'resume', 'hand-over']);
  });

  it('does nothing without instruments, and says so', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { client, stream } = await connected({ instruments: false });
    client.intervene({ type: 'fault', fault: 'drop' });
    expect(stream.openStreams).toBe(1);
    expect(warn.mock.calls[0]?.[0]).toMatch(/^bisse: intervene\({ type: "fault" }\) does nothing, because/);
  });

  it.each(faultNames)('starts nothing for ?bisse-fault=%s before there is a stream', async (name) => {
    vi.stubGlobal('location', { href: 'http://app.test/', search: `?bisse-fault=${name}` });
    const { client, clock, stream } = createTestClient({
      dialect,
      heartbeat: { timeoutMs: 5_000 },
      onUnauthorized() {},
    });
    expect([clock.pending(), stream.requests.length]).toEqual([0, 0]);
    client.connect();
    await clock.advance(60_000);
    expect(stream.requests.length).toBeGreaterThan(0);
    client.close();
  });

  it('follows the address of the page: ?bisse-fault=status503', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.stubGlobal('location', {
      href: 'http://app.test/?bisse-fault=status503,typo',
      search: '?bisse-fault=status503,typo',
    });
    const { client, stream, clock } = await connected();
    expect([client.store.getState().connection.status, stream.openStreams]).toEqual(['reconnecting', 0]);
    await clock.advance(5_000);
    expect(client.store.getState().connection.status).toBe('open');
    expect(warn.mock.calls[0]?.[0]).toMatch(/"typo" in \?bisse-fault= is no fault/);
  });
});
