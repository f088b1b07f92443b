import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Played, startPlayback } from '../../test/servers/playback.ts';
import { resetShared } from '../client/shared.ts';
import { EventSource, type EventSourceOptions } from './event-source.ts';

const sources: EventSource[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) source.close();
  resetShared();
});

async function serve(...answers: readonly Played[]) {
  const server = await startPlayback(answers.length > 0 ? answers : [{}]);
  onTestFinished(server.close);
  return server;
}

/** A source, and the data that it hears, between the other things that it tells. */
function hear(url: string, options?: EventSourceOptions) {
  const source = new EventSource(url, options);
  sources.push(source);
  const told: string[] = [];
  source.onopen = () => told.push('open');
  source.onerror = () => told.push(`error ${source.readyState}`);
  source.onmessage = ({ data }) => told.push(data);
  return { source, told };
}

const quiet = () => new Promise((done) => setTimeout(done, 50));

describe('sources with one url', () => {
  test('share one stream, and each hears all of it', async () => {
    const { origin, requests, write } = await serve();
    const heard = Array.from({ length: 20 }, () => hear(`${origin}/a`));
    await vi.waitFor(() => expect(heard.every(({ told }) => told.includes('open'))).toBe(true));
    write('/a', 'data: 1\n\ndata: 2\n\n');
    await vi.waitFor(() => expect(heard[19]?.told).toHaveLength(3));
    for (const { told } of heard) expect(told).toEqual(['open', '1', '2']);
    expect(requests).toHaveLength(1);
  });

  test('share it however the url is spelled', async () => {
    const { origin, requests } = await serve();
    const one = hear(`${origin}/a`);
    const two = hear(`${origin.toUpperCase().replace('HTTP', 'http')}/x/../a`);
    await vi.waitFor(() => expect([one.told, two.told]).toEqual([['open'], ['open']]));
    expect(requests).toHaveLength(1);
  });

  test('may come late: they are open at once, and hear what comes from there on', async () => {
    const { origin, requests, write } = await serve({ pieces: ['data: 1\n\n'] });
    const first = hear(`${origin}/a`);
    await vi.waitFor(() => expect(first.told).toEqual(['open', '1']));
    const late = hear(`${origin}/a`);
    expect(late.source.readyState).toBe(EventSource.CONNECTING);
    await quiet();
    expect(late.told).toEqual(['open']);
    expect(late.source.readyState).toBe(EventSource.OPEN);
    write('/a', 'data: 2\n\n');
    await vi.waitFor(() => expect(late.told).toEqual(['open', '2']));
    expect(first.told).toEqual(['open', '1', '2']);
    expect(requests).toHaveLength(1);
  });

  test('are told that they are open before their first message, even in the midst of a burst', async () => {
    const body = Array.from({ length: 100 }, (_, n) => `data: ${n}\n\n`).join('');
    const { origin } = await serve({ pieces: [body] });
    const first = hear(`${origin}/a`);
    const late: ReturnType<typeof hear>[] = [];
    first.source.addEventListener('message', ({ data }) => data === '50' && late.push(hear(`${origin}/a`)));
    await vi.waitFor(() => expect(first.told).toHaveLength(101));
    expect(late[0]?.told).toEqual(['open', ...first.told.slice(52)]);
  });

  test('may close in any order; the last one ends the stream', async () => {
    const { origin, open, write } = await serve();
    const [one, two, three] = [hear(`${origin}/a`), hear(`${origin}/a`), hear(`${origin}/a`)];
    await vi.waitFor(() => expect(three.told).toEqual(['open']));
    two.source.close();
    one.source.close();
    one.source.close();
    await quiet();
    expect(open()).toBe(1);
    write('/a', 'data: 1\n\n');
    await vi.waitFor(() => expect(three.told).toEqual(['open', '1']));
    expect([one.told, two.told]).toEqual([['open'], ['open']]);
    three.source.close();
    await vi.waitFor(() => expect(open()).toBe(0));
  });

  test('open a new stream when the one before was closed', async () => {
    const { origin, requests } = await serve({ pieces: ['data: 1\n\n'] });
    for (const round of [1, 2]) {
      const { source, told } = hear(`${origin}/a`);
      await vi.waitFor(() => expect(told).toEqual(['open', '1']));
      source.close();
      expect(requests).toHaveLength(round);
    }
  });

  test('may close each other in a handler, and the closed one hears no more', async () => {
    const { origin, write } = await serve();
    const [one, two] = [hear(`${origin}/a`), hear(`${origin}/a`)];
    one.source.addEventListener('message', () => two.source.close());
    await vi.waitFor(() => expect(two.told).toEqual(['open']));
    write('/a', 'data: 1\n\n');
    await vi.waitFor(() => expect(one.told).toEqual(['open', '1']));
    await quiet();
    expect(two.told).toEqual(['open']);
  });

  test('fail together, and one that is made in the handler asks anew', async () => {
    const { origin, requests } = await serve({ status: 503, ending: 'end' }, { pieces: ['data: 1\n\n'] });
    const [one, two] = [hear(`${origin}/a`), hear(`${origin}/a`)];
    const again: ReturnType<typeof hear>[] = [];
    one.source.addEventListener('error', () => again.push(hear(`${origin}/a`)));
    await vi.waitFor(() => expect(again[0]?.told).toEqual(['open', '1']));
    expect([one.told, two.told]).toEqual([['error 2'], ['error 2']]);
    expect(requests).toHaveLength(2);
  });

  test('do not wait out a reconnection time that began before they were made', async () => {
    const { origin, requests } = await serve({ pieces: ['retry: 60000\n\nid: 1\n\n'], ending: 'end' }, {});
    const first = hear(`${origin}/a`);
    await vi.waitFor(() => expect(first.told).toEqual(['open', 'error 0']));
    const late = hear(`${origin}/a`);
    await vi.waitFor(() => expect(late.told).toEqual(['open']));
    expect(first.told).toEqual(['open', 'error 0', 'open']);
    expect(requests[1]?.headers['last-event-id']).toBe('1');
  });

  test.each([
    ['another path', '/b', {}],
    ['other credentials', '/a', { withCredentials: true }],
    ['other headers', '/a', { headers: { Authorization: 'b' } }],
    ['a function for headers', '/a', { headers: () => ({ Authorization: 'a' }) }],
  ])('do not share with %s', async (_title, path, options) => {
    const { origin, requests } = await serve();
    const one = hear(`${origin}/a`, { headers: { Authorization: 'a' } });
    const two = hear(`${origin}${path}`, { headers: { Authorization: 'a' }, ...options });
    await vi.waitFor(() => expect([one.told, two.told]).toEqual([['open'], ['open']]));
    expect(requests).toHaveLength(2);
  });

  test('share with equal headers, however they are written, and with the same function', async () => {
    const { origin, requests } = await serve();
    const headers = () => ({ Authorization: 'a' });
    const heard = [
      hear(`${origin}/a`, { headers: { A: '1', B: '2' } }),
      hear(`${origin}/a`, { headers: { b: '2', a: '1' } }),
      hear(`${origin}/b`, { headers }),
      hear(`${origin}/b`, { headers }),
    ];
    await vi.waitFor(() => expect(heard.every(({ told }) => told.includes('open'))).toBe(true));
    expect(requests.map(({ path }) => path).sort()).toEqual(['/a', '/b']);
  });
});

test('an answer that is no stream, and does not end, has its connection let go', async () => {
  const { origin, open } = await serve({ headers: { 'Content-Type': 'text/plain' }, pieces: ['x'] });
  const { told } = hear(`${origin}/a`);
  await vi.waitFor(() => expect(told).toEqual(['error 2']));
  await vi.waitFor(() => expect(open()).toBe(0));
});

describe('headers', () => {
  test('are sent with every request', async () => {
    const { origin, requests } = await serve({ pieces: ['retry: 100\n\n'], ending: 'end' }, {});
    hear(`${origin}/a`, { headers: { Authorization: 'Bearer t' } });
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
  });

  test('are asked for at every attempt, and awaited', async () => {
    const { origin, requests } = await serve({ pieces: ['retry: 100\n\n'], ending: 'end' }, {});
    let asked = 0;
    const headers = async () => {
      asked += 1;
      return { Authorization: `Bearer ${asked}` };
    };
    hear(`${origin}/a`, { headers });
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });

  test('that are no headers throw where they are given', () => {
    expect(() => new EventSource('http://127.0.0.1:9/', { headers: { 'no header': 'x' } })).toThrow(TypeError);
  });

  test('that cannot be had are reported, and make a network error', async () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    onTestFinished(() => void vi.unstubAllGlobals());
    const { origin, requests } = await serve();
    const reason = new Error('no token');
    const { told, source } = hear(`${origin}/a`, { headers: () => Promise.reject(reason) });
    await vi.waitFor(() => expect(told).toEqual(['error 0']));
    expect(source.readyState).toBe(EventSource.CONNECTING);
    expect(reported.mock.calls).toEqual([[reason]]);
    expect(requests).toEqual([]);
  });

  test('that come after close() are not sent', async () => {
    const { origin, requests } = await serve();
    let give = (_headers: Record<string, string>): void => {};
    const { source, told } = hear(`${origin}/a`, { headers: () => new Promise((resolve) => (give = resolve)) });
    await quiet();
    source.close();
    give({});
    await quiet();
    expect([requests, told]).toEqual([[], []]);
  });
});

test('a relative url has nothing to be relative to without a document', () => {
  expect(() => new EventSource('/a')).toThrow(/bisse: the url "\/a" cannot be resolved, because there is no document/);
});

test('a relative url is resolved against the base of the document', () => {
  vi.stubGlobal('document', { baseURI: 'http://127.0.0.1:9/base/page.html' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const { source } = hear('stream?x=1');
  expect(source.url).toBe('http://127.0.0.1:9/base/stream?x=1');
});
