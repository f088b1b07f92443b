import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Played, PlayedRequest } from '../servers/playback.ts';
import { bodies, cursors, lives } from './cases.ts';
import { type AnyEventSource, collect, listenTo } from './collect.ts';

/** A server of answers, wherever it runs. */
export interface Server {
  readonly origin: string;
  requests(): Promise<readonly PlayedRequest[]>;
  /** How many answers are open. */
  open(): Promise<number>;
  write(path: string, text: string): Promise<void>;
}

const timeout = 10_000;
const hello: Played = { pieces: ['id: 7\ndata: hello\n\n'] };

/** What the HTML standard says of every `EventSource`. `serve` starts a server that ends with the test. */
export function describeEventSource(
  name: string,
  Source: AnyEventSource,
  serve: (answers: readonly Played[]) => Promise<Server>,
): void {
  const sources: InstanceType<AnyEventSource>[] = [];
  afterEach(() => {
    for (const source of sources.splice(0)) source.close();
  });

  function open(url: string | URL, init?: EventSourceInit): InstanceType<AnyEventSource> {
    const source = new Source(url, init);
    sources.push(source);
    return source;
  }
  async function openWith(answers: readonly Played[]) {
    const server = await serve(answers);
    const source = open(`${server.origin}/a`);
    return { server, source };
  }
  const heard = (source: InstanceType<AnyEventSource>, type: string) =>
    new Promise<Event>((resolve) => source.addEventListener(type, resolve, { once: true }));
  const quiet = () => new Promise((done) => setTimeout(done, 80));

  describe(`${name}, given a body:`, () => {
    test.for(bodies)('$title', async ({ answers, told }) => {
      const { origin } = await serve(answers);
      expect(await collect(Source, `${origin}/a`, expectedOf(told))).toEqual(told);
    });
  });

  describe(`${name}, given answers:`, () => {
    test.for(lives)('$title', { timeout }, async ({ answers, told, requests = 1 }) => {
      const server = await serve(answers);
      expect(await collect(Source, `${server.origin}/a`, expectedOf(told))).toEqual(told);
      if (requests > 1) await new Promise((done) => setTimeout(done, 150));
      expect(await server.requests()).toHaveLength(requests);
    });

    test.for(cursors)('it asks again with $title', { timeout }, async ({ body, sent }) => {
      const server = await serve([{ pieces: [`retry: 100\n\n${body}`], ending: 'end' }, hello]);
      const source = open(`${server.origin}/a`);
      await expect.poll(async () => (await server.requests()).length, { timeout }).toBe(2);
      source.close();
      const [first, second] = await server.requests();
      expect(first?.headers).not.toHaveProperty('last-event-id');
      expect(second?.headers['last-event-id']).toBe(sent);
    });
  });

  describe(`${name}, the interface:`, () => {
    test('the constants stand on the class and on its instances, and cannot be changed', async () => {
      const { source } = await openWith([hello]);
      for (const holder of [Source, source]) {
        expect([holder.CONNECTING, holder.OPEN, holder.CLOSED]).toEqual([0, 1, 2]);
        expect(Reflect.set(holder, 'OPEN', 5)).toBe(false);
      }
      expect(Object.prototype.toString.call(source)).toBe('[object EventSource]');
      expect(source).toBeInstanceOf(EventTarget);
    });

    test('it is connecting when it is made, open at open, and closed after close()', async () => {
      const { source } = await openWith([hello]);
      expect(source.readyState).toBe(0);
      await heard(source, 'open');
      expect(source.readyState).toBe(1);
      source.close();
      expect(source.readyState).toBe(2);
      source.close();
      expect(source.readyState).toBe(2);
    });

    test('it asks for an event stream', async () => {
      const { server, source } = await openWith([hello]);
      await heard(source, 'message');
      expect((await server.requests())[0]?.headers.accept).toBe('text/event-stream');
    });

    test.each(['http://[', 'http://a:99999/', 'https://'])('the url %j throws a SyntaxError', (url) => {
      expect(() => new Source(url)).toThrow(expect.objectContaining({ name: 'SyntaxError', code: 12 }));
      expect(() => new Source(url)).toThrow(DOMException);
    });

    test('its url is the absolute one, with its fragment', async () => {
      const { origin } = await serve([hello]);
      expect(open(`${origin}/x/../a?b=é#c`).url).toBe(`${origin}/a?b=%C3%A9#c`);
      expect(open(new URL(`${origin}/d`)).url).toBe(`${origin}/d`);
      expect(Reflect.set(open(`${origin}/a`), 'url', 'x')).toBe(false);
    });

    test('withCredentials is as it was given', async () => {
      const { origin } = await serve([hello]);
      expect(open(`${origin}/a`).withCredentials).toBe(false);
      expect(open(`${origin}/a`, {}).withCredentials).toBe(false);
      expect(open(`${origin}/a`, { withCredentials: true }).withCredentials).toBe(true);
    });

    test('a message is a MessageEvent with data, id and the origin that it came from', async () => {
      const { server, source } = await openWith([hello]);
      const event = await heard(source, 'message');
      expect(event).toBeInstanceOf(MessageEvent);
      const { bubbles, cancelable, type, target } = event;
      expect({ bubbles, cancelable, type }).toEqual({ bubbles: false, cancelable: false, type: 'message' });
      expect(target).toBe(source);
      expect(event).toMatchObject({ data: 'hello', lastEventId: '7', origin: server.origin });
    });

    test('after a redirect, the origin is that of the last url, and the url remains the first', async () => {
      const server = await serve([hello]);
      const source = open(`${server.origin}/elsewhere/a`);
      const event = await heard(source, 'message');
      expect(event).toMatchObject({ origin: server.origin.replace('127.0.0.1', 'localhost') });
      expect(source.url).toBe(`${server.origin}/elsewhere/a`);
    });

    test('open and error are plain events', async () => {
      const { source } = await openWith([{ pieces: ['retry: 5000\n\n'], ending: 'end' }]);
      for (const type of ['open', 'error']) {
        const event = await heard(source, type);
        expect(event).not.toBeInstanceOf(MessageEvent);
        expect(event).toMatchObject({ type, bubbles: false, cancelable: false });
      }
      expect(source.readyState).toBe(0);
    });

    test('onopen, onmessage and onerror are called with the source as this; named events do not reach onmessage', async () => {
      const body = 'data: a\n\nevent: b\ndata: c\n\nretry: 5000\n\n';
      const { source } = await openWith([{ pieces: [body], ending: 'end' }]);
      const calls: unknown[] = [];
      expect([source.onopen, source.onmessage, source.onerror]).toEqual([null, null, null]);
      source.onopen = function () {
        calls.push(['open', this === source]);
      };
      source.onmessage = function ({ data }) {
        calls.push([data, this === source]);
      };
      source.onerror = function () {
        calls.push(['error', this === source]);
      };
      await expect.poll(() => calls.length).toBe(3);
      expect(calls).toEqual([
        ['open', true],
        ['a', true],
        ['error', true],
      ]);
    });

    test('an attribute keeps its place among the listeners when it is replaced, and loses it when it is null', async () => {
      const { source } = await openWith([hello]);
      const calls: string[] = [];
      source.onmessage = () => calls.push('replaced');
      source.onopen = () => calls.push('taken away');
      source.addEventListener('message', () => calls.push('listener'));
      source.onmessage = () => calls.push('attribute');
      source.onopen = null;
      Object.assign(source, { onerror: 'no function' });
      expect(source.onerror).toBeNull();
      await heard(source, 'message');
      expect(calls).toEqual(['attribute', 'listener']);
      source.onmessage = null;
      source.onmessage = () => calls.push('attribute');
      source.dispatchEvent(new MessageEvent('message'));
      expect(calls.slice(2)).toEqual(['listener', 'attribute']);
    });

    test('listeners may be objects, may be called once, and end with their signal', async () => {
      const { source } = await openWith([{ pieces: ['data: a\n\ndata: b\n\ndata: c\n\n'] }]);
      const calls: string[] = [];
      const controller = new AbortController();
      const listener = {
        handleEvent(event: Event) {
          calls.push(`object ${(event as MessageEvent).data} ${this === listener}`);
        },
      };
      source.addEventListener('message', listener);
      source.addEventListener('message', listener);
      source.addEventListener('message', ({ data }) => calls.push(`once ${data}`), { once: true });
      source.addEventListener('message', ({ data }) => void (data === 'b' && controller.abort()));
      source.addEventListener('message', ({ data }) => calls.push(`signal ${data}`), { signal: controller.signal });
      await expect.poll(() => calls.includes('object c true')).toBe(true);
      expect(calls).toEqual(['object a true', 'once a', 'signal a', 'object b true', 'object c true']);
      source.removeEventListener('message', listener);
      source.dispatchEvent(new MessageEvent('message', { data: 'd' }));
      expect(calls).toHaveLength(5);
    });

    test('nothing is fired before the code that made it is done', async () => {
      const { source } = await openWith([hello]);
      const told = listenTo(source, []);
      await Promise.resolve();
      expect(told).toEqual([]);
    });

    test('what a handler promises is done before the next event is fired', async () => {
      const { source } = await openWith([{ pieces: ['data: a\n\ndata: b\n\n'] }]);
      const calls: string[] = [];
      source.onmessage = async ({ data }) => {
        calls.push(data);
        for (let step = 0; step < 10; step += 1) await Promise.resolve();
        calls.push(`${data} done`);
      };
      await expect.poll(() => calls.length).toBe(4);
      expect(calls).toEqual(['a', 'a done', 'b', 'b done']);
    });

    test('close() in the task that made it fires nothing, and asks for nothing', async () => {
      const { server, source } = await openWith([hello]);
      const told = listenTo(source, []);
      source.close();
      await quiet();
      expect(told).toEqual([]);
      expect(await server.requests()).toEqual([]);
    });

    // Chromium may hold the connection of an answer that nobody read for 5 s, in the hope that it ends.
    test('close() while it connects fires nothing, and lets the connection go', { timeout }, async () => {
      const { server, source } = await openWith([hello]);
      const told = listenTo(source, []);
      await expect.poll(async () => (await server.requests()).length, { interval: 1 }).toBe(1);
      const before = told.length;
      source.close();
      await quiet();
      expect(told).toHaveLength(before);
      await expect.poll(() => server.open(), { timeout }).toBe(0);
    });

    test.each(['open', 'message'])(
      'close() in a handler of %s fires nothing more, and lets the connection go',
      async (type) => {
        const { server, source } = await openWith([{ pieces: ['data: a\n\ndata: b\n\n'] }]);
        const told = listenTo(source, []);
        source.addEventListener(type, () => source.close());
        await heard(source, type);
        await quiet();
        expect(told.map(([its]) => its)).toEqual(['open', 'message'].slice(0, type === 'open' ? 1 : 2));
        await expect.poll(() => server.open()).toBe(0);
      },
    );

    test('close() in a handler of error ends the attempts', async () => {
      const { server, source } = await openWith([{ pieces: ['retry: 100\n\n'], ending: 'end' }]);
      source.onerror = () => source.close();
      await heard(source, 'error');
      await new Promise((done) => setTimeout(done, 300));
      expect(await server.requests()).toHaveLength(1);
      expect(source.readyState).toBe(2);
    });

    test('close() between two attempts ends them', async () => {
      const { server, source } = await openWith([{ pieces: ['retry: 200\n\n'], ending: 'end' }]);
      await heard(source, 'error');
      await new Promise((done) => setTimeout(done, 20));
      source.close();
      await new Promise((done) => setTimeout(done, 400));
      expect(await server.requests()).toHaveLength(1);
    });

    test('it waits for the reconnection time before it asks again', async () => {
      const { source } = await openWith([{ pieces: ['retry: 400\n\n'], ending: 'end' }, hello]);
      await heard(source, 'error');
      const lostAt = performance.now();
      await heard(source, 'open');
      expect(performance.now() - lostAt).toBeGreaterThan(380);
    });

    test('a handler that throws is reported, and the others are called', async () => {
      const reported = vi.fn();
      if (typeof window === 'object') {
        window.addEventListener('error', reported);
        onTestFinished(() => window.removeEventListener('error', reported));
      } else {
        process.once('uncaughtException', reported);
        onTestFinished(() => void process.off('uncaughtException', reported));
      }
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const { source } = await openWith([{ pieces: ['data: a\n\ndata: b\n\n'] }]);
      const calls: string[] = [];
      source.addEventListener('message', ({ data }) => {
        calls.push(`first ${data}`);
        if (data === 'a') throw new Error('expected by the test');
      });
      source.addEventListener('message', ({ data }) => calls.push(`second ${data}`));
      await expect.poll(() => calls).toEqual(['first a', 'second a', 'first b', 'second b']);
      expect(reported).toHaveBeenCalledOnce();
    });

    test('a host that cannot be reached is asked again', { timeout }, async () => {
      const source = open('http://127.0.0.1:9/');
      const told = listenTo(source, []);
      await expect.poll(() => told.length, { timeout }).toBe(2);
      expect(told).toEqual([
        ['error', 0],
        ['error', 0],
      ]);
    });
  });
}

function expectedOf(told: readonly (readonly [string, ...unknown[]])[]) {
  return { length: told.length, types: told.map(([type]) => type) };
}
