import { describe, expect, test, vi } from 'vitest';
import { toNode } from './adapters/node.ts';
import { createHub } from './hub.ts';
import { memoryLog } from './log/memory.ts';
import type { HubOptions } from './options.ts';
import { desk } from './test/desk.ts';
import { eventually, serve } from './test/serve.ts';
import { openStream } from './test/stream-client.ts';

const quiet = { warn: () => {}, error: () => {} };
const deskHub = (options: Partial<HubOptions<typeof desk>> = {}) =>
  createHub({ events: desk, logger: quiet, ...options });
const say = (text: string, to = 'channel:notes') => ({ type: 'note:added' as const, data: { text }, to });
const texts = (client: { events(): readonly { data: { text: string } }[] }) =>
  client.events().map(({ data }) => data.text);

/** Both ways of serving: a web `Response`, and a Node response written to directly. */
const ways = {
  fetch: async (hub: ReturnType<typeof deskHub>) => {
    return (path: string, options: { cursor?: string | undefined; headers?: Record<string, string> } = {}) => {
      const headers = { ...(options.cursor && { 'last-event-id': options.cursor }), ...options.headers };
      return hub.fetch(new Request(`http://localhost${path}`, { headers })).then(openStream);
    };
  },
  node: async (hub: ReturnType<typeof deskHub>) => {
    const origin = await serve(toNode(hub));
    return (path: string, options: { cursor?: string | undefined; headers?: Record<string, string> } = {}) =>
      openStream(origin + path, options);
  },
};

describe.each(['fetch', 'node'] as const)('by way of %s', (way) => {
  test('two clients hear each their own channels, and both what is for everyone', async () => {
    const hub = deskHub();
    const open = await ways[way](hub);
    const notes = await open('/events?channels=notes');
    const pin = await open('/events?channels=pin:7');
    await hub.publish(say('1'));
    await hub.to('pin:7').emit('pin:moved', { pinId: '7', x: 1 });
    await hub.to('pin:8').emit('pin:moved', { pinId: '8', x: 1 });
    await hub.publish(say('end', '*'));
    await Promise.all([notes, pin].map((client) => client.until(({ data }) => data.text === 'end')));
    expect(notes.events().map(({ event, data, comment }) => [event, data, comment])).toEqual([
      ['note:added', { text: '1' }, undefined],
      ['note:added', { text: 'end' }, undefined],
    ]);
    expect(pin.events().map(({ event, data, comment }) => [event, data, comment])).toEqual([
      ['pin:moved', { pinId: '7', x: 1 }, 'channel pin:7'],
      ['note:added', { text: 'end' }, undefined],
    ]);
    await Promise.all([notes.leave(), pin.leave()]);
  });

  test('an event names the mutation that caused it', async () => {
    const hub = deskHub();
    const client = await (await ways[way](hub))('/events?channels=notes');
    await hub.publish({ ...say('1'), mutationId: 'm1' });
    await hub.publish(say('2'));
    await client.until(({ data }) => data.text === '2');
    expect(client.events().map(({ comment }) => comment)).toEqual(['mutation m1', undefined]);
    await client.leave();
  });

  test('the head of the answer and the connected frame come at once', async () => {
    const hub = deskHub({ heartbeat: '10s' });
    const client = await (await ways[way](hub))('/events?channels=pins,pin:7');
    expect(client.response.status).toBe(200);
    expect(Object.fromEntries(client.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    const first = await client.until(() => true);
    expect(first).toMatchObject({
      event: 'connected',
      id: hub.cursor(),
      data: { resume: 'fresh', channels: ['pins', 'pin:7'], heartbeatMs: 10_000, head: hub.cursor() },
    });
    await client.leave();
  });

  test('a client that comes back gets what it missed, once and in order', async () => {
    const hub = deskHub();
    const open = await ways[way](hub);
    const before = await open('/events?channels=notes');
    await hub.publish(say('1'));
    await before.until(({ data }) => data.text === '1');
    await before.leave();
    for (const text of ['2', '3']) await hub.publish(say(text));
    await hub.publish(say('not for it', 'channel:pins'));
    const after = await open('/events?channels=notes', { cursor: before.cursor() });
    await hub.publish(say('4'));
    await after.until(({ data }) => data.text === '4');
    expect(after.blocks[0]).toMatchObject({ event: 'connected', id: before.cursor(), data: { resume: 'resumed' } });
    expect(texts(after)).toEqual(['2', '3', '4']);
    await after.leave();
  });

  test('a client of another epoch, or from before a trim, is told of the gap', async () => {
    const hub = deskHub({ log: memoryLog({ max: 2 }) });
    const open = await ways[way](hub);
    const first = hub.cursor();
    for (const text of ['1', '2', '3']) await hub.publish(say(text));
    for (const [cursor, reason] of [
      [memoryLog().head().id, 'epoch'],
      [first, 'trimmed'],
    ]) {
      const client = await open('/events', { cursor });
      await client.until(({ data }) => data.text === '3');
      expect(client.blocks[0]).toMatchObject({ event: 'connected', data: { resume: 'gap', reason } });
      expect(texts(client)).toEqual(['2', '3']);
      await client.leave();
    }
    const lost = await open('/events', { cursor: 'nonsense' });
    expect(await lost.until(() => true)).toMatchObject({ id: hub.cursor(), data: { resume: 'gap', reason: 'cursor' } });
    await lost.leave();
  });

  test('scopes hold on replay as they do live', async () => {
    const hub = deskHub({
      authorize: (request) => ({
        user: request.headers.get('x-user') ?? '?',
        scopes: ['channel:notes', 'tenant:acme'],
      }),
    });
    const open = await ways[way](hub);
    const start = hub.cursor();
    const scopes = ['channel:notes', 'channel:pins', 'user:1', 'user:2', 'tenant:acme', 'tenant:other', '*'];
    const publishAll = async () => {
      for (const scope of scopes) await hub.publish(say(scope, scope));
    };
    await publishAll();
    const client = await open('/events', { cursor: start, headers: { 'x-user': '1' } });
    await publishAll();
    await hub.publish(say('end', '*'));
    await client.until(({ data }) => data.text === 'end');
    const may = ['channel:notes', 'user:1', 'tenant:acme', '*'];
    expect(texts(client)).toEqual([...may, ...may, 'end']);
    await client.leave();
  });

  test('text that looks like another frame stays text', async () => {
    const hub = deskHub();
    const client = await (await ways[way](hub))('/events');
    const forged = 'a\n\nevent: gap\ndata: {}\r\rid: 9\u2028é✓\0';
    await hub.publish(say(forged));
    await hub.publish(say('end'));
    await client.until(({ data }) => data.text === 'end');
    expect(texts(client)).toEqual([forged, 'end']);
    expect(client.blocks.map(({ event }) => event)).toEqual(['connected', 'note:added', 'note:added']);
    await client.leave();
  });

  test('who is not let in gets no stream', async () => {
    const answers = { gone: new Response('moved', { status: 410, headers: { 'x-why': 'moved' } }) };
    const error = vi.fn();
    const hub = deskHub({
      logger: { ...quiet, error },
      authorize(request) {
        const who = request.headers.get('x-user');
        if (who === 'gone') return answers.gone;
        if (who === 'broken') throw new Error('the secret is hunter2');
        return who === 'late' ? { scopes: ['*'], expiresAt: 1 } : null;
      },
    });
    const open = await ways[way](hub);
    const asked = async (user: string) => {
      const { response } = await open('/events', { headers: { 'x-user': user } });
      return { status: response.status, text: await response.text(), why: response.headers.get('x-why') };
    };
    expect(await asked('')).toMatchObject({ status: 401, text: expect.stringMatching(/^bisse: /) });
    expect(await asked('late')).toMatchObject({ status: 401 });
    expect(await asked('gone')).toEqual({ status: 410, text: 'moved', why: 'moved' });
    expect(await asked('broken')).toMatchObject({ status: 500, text: expect.not.stringContaining('hunter2') });
    expect(error).toHaveBeenCalledOnce();
    expect(hub.stats().opened).toBe(0);
  });

  test('a client that leaves is forgotten', async () => {
    const hub = deskHub();
    const client = await (await ways[way](hub))('/events?channels=notes');
    await client.until(() => true);
    expect(hub.health()).toMatchObject({ status: 'ok', activeConnections: 1, connectionsByChannel: { notes: 1 } });
    await client.leave();
    await eventually(() => hub.health().activeConnections === 0);
    expect(hub.health().connectionsByChannel).toEqual({});
  });
});

test('an identity that ends in seconds, not milliseconds, is refused with a hint', async () => {
  const warn = vi.fn();
  const expiresAt = Math.floor(Date.now() / 1_000) + 3_600;
  const hub = deskHub({ logger: { ...quiet, warn }, authorize: () => ({ scopes: ['*'], expiresAt }) });
  expect((await hub.fetch(new Request('http://localhost/events'))).status).toBe(401);
  expect(warn).toHaveBeenCalledWith({ expiresAt }, expect.stringMatching(/multiply it by 1,000/));
});

test('nothing that a client sends comes back as a frame of its own', async () => {
  const hub = deskHub();
  const forged = encodeURIComponent('x\n\nevent: gap\ndata: {}\n\n');
  const client = await ways.fetch(hub).then((open) => open(`/events?channels=${forged},a%22b&lastEventId=${forged}`));
  await hub.publish(say('end', '*'));
  await client.until(({ data }) => data.text === 'end');
  expect(client.blocks.map(({ event }) => event)).toEqual(['connected', 'note:added']);
  expect(client.blocks[0]?.data).toMatchObject({ resume: 'gap', reason: 'cursor', channels: ['a"b'] });
  await client.leave();
});

test('a publication with a bad payload is refused and reaches nobody', async () => {
  const hub = deskHub();
  const before = hub.cursor();
  await expect(hub.publish({ type: 'pin:moved', data: { pinId: 7 } as never, to: '*' })).rejects.toThrow(/pinId/);
  await expect(hub.to('').emit('note:added', { text: '' })).rejects.toThrow(/`to` is ""/);
  expect([hub.cursor(), hub.stats().published]).toEqual([before, 0]);
});

test('a publication that is repeated with its key gets the first id', async () => {
  const hub = deskHub();
  const id = await hub.publish({ ...say('1'), key: 'request-1' });
  expect(await hub.publish({ ...say('1'), key: 'request-1' })).toBe(id);
  expect(hub.cursor()).toBe(id);
});

test('a burst within one turn reaches everyone without a gap, also when it is larger than the log', async () => {
  const hub = deskHub({ log: memoryLog({ max: 200 }), limits: { perClientBytes: 1e6 } });
  const client = await ways.fetch(hub).then((open) => open('/events'));
  for (let n = 0; n < 1_000; n++) void hub.publish(say(String(n)));
  await client.until(({ data }) => data.text === '999');
  expect(texts(client)).toEqual(Array.from({ length: 1_000 }, (_, n) => String(n)));
  await client.leave();
});

test('a request that is aborted ends its stream, read or not', async () => {
  const hub = deskHub();
  const abort = new AbortController();
  await hub.fetch(new Request('http://localhost/events', { signal: abort.signal }));
  expect(hub.stats().connections).toBe(1);
  abort.abort();
  expect(hub.stats().connections).toBe(0);
  const late = await hub.fetch(new Request('http://localhost/events', { signal: abort.signal }));
  expect([hub.stats().connections, late.status]).toEqual([0, 200]);
});

test('stats count what was published, delivered and opened', async () => {
  const hub = deskHub();
  const open = await ways.fetch(hub);
  const [a, b] = [await open('/events?channels=notes'), await open('/events')];
  await hub.publish(say('1'));
  await hub.publish({ type: 'pin:moved', data: { pinId: '7', x: 1 }, to: 'pin:7' });
  await b.until(({ event }) => event === 'pin:moved');
  expect(hub.stats()).toMatchObject({
    ...{ connections: 2, connectionsByChannel: { notes: 1, '*': 1 }, slow: 0 },
    ...{ opened: 2, published: 2, delivered: 3, gaps: 0 },
  });
  await Promise.all([a.leave(), b.leave()]);
});

test('options that cannot be meant are refused where they are given', () => {
  expect(() => deskHub({ log: memoryLog(), retention: '1m' })).toThrow(/memoryLog\({ retention }\)/);
  expect(() => deskHub({ heartbeat: 0 })).toThrow(/heartbeat/);
  expect(() => deskHub({ limits: { perClientBytes: 0 } })).toThrow(/perClientBytes/);
});
