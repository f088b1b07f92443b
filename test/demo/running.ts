import { createVirtualClock } from 'bisse/testing';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type Demo, type DemoOptions, startDemo } from '../../demo/server/start.ts';

type Row = Record<string, unknown> & { readonly id: string };

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** A demo of which the test moves the clock. */
export async function runDemo(options: DemoOptions = {}) {
  const clock = createVirtualClock(Date.now());
  const demo = await startDemo({ clock, ...options });
  return { ...demo, clock, ...visiting(demo) };
}

/** What a test asks of a demo that runs. */
function visiting(demo: Demo) {
  async function ask(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(demo.url + path, {
      method,
      ...(method !== 'GET' && { body: isBytes ? body : JSON.stringify(body ?? {}) }),
      headers: { 'content-type': isBytes ? 'application/octet-stream' : 'application/json', ...headers },
    } as RequestInit);
    return { status: response.status, body: (await response.json()) as Row & { reason?: string } };
  }

  async function rows(path: string): Promise<Row[]> {
    return (await ask('GET', path)).body as never;
  }

  async function row(path: string, id: string): Promise<Row> {
    const found = (await rows(path)).find((one) => one.id === id);
    if (!found) throw new Error(`no row "${id}" in ${path}`);
    return found;
  }

  return { ask, rows, row, listen: (channels: string) => listen(demo.url, channels) };
}

/** The stream of these channels from now on. */
async function listen(url: string, channels: string) {
  const leaving = new AbortController();
  const response = await fetch(`${url}/events?channels=${channels}`, { signal: leaving.signal });
  const frames = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  await frames.read(); // connected

  async function next(): Promise<Told> {
    for (;;) {
      const frame = (await frames.read()).value;
      if (!frame) throw new Error('the stream has ended');
      if (frame.event !== 'heartbeat') return { type: frame.event ?? '', data: JSON.parse(frame.data) };
    }
  }

  return {
    next,
    /** The next event of a type; what comes before it is passed over. */
    async nextOf(type: string): Promise<Told['data']> {
      for (;;) {
        const told = await next();
        if (told.type === type) return told.data;
      }
    },
    leave: () => leaving.abort(),
  };
}
