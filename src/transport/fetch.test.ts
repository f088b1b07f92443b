import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fetchTransport } from './fetch.ts';
import type { TransportRequest } from './transport.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server for one test. Tells what was asked, and when a request's connection is gone. */
async function serve(answer: (response: ServerResponse) => void) {
  const requests: IncomingMessage[] = [];
  let gone = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    response.on('close', () => {
      gone += 1;
    });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests, gone: () => gone };
}

function request(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return {
    url,
    headers: {},
    credentials: undefined,
    cursor: undefined,
    channels: [],
    maxEventBytes: 1_000,
    signal: new AbortController().signal,
    ...more,
  };
}

const endless = (response: ServerResponse) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write('id: 1\ndata: a\n\n');
};

describe('a plain request', () => {
  test('without a body is a GET for JSON from the cursor, and its answer can be read', async () => {
    const { url, requests } = await serve((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":1}');
    });
    const answer = await fetchTransport().ask?.(request(url, { cursor: '7', headers: { 'X-A': 'b' } }));
    expect(answer?.head).toEqual({ status: 200, contentType: 'application/json', retryAfterMs: undefined });
    expect(await answer?.text()).toBe('{"a":1}');
    const { method, headers } = requests[0] as IncomingMessage;
    expect([method, headers]).toMatchObject(['GET', { accept: 'application/json', 'last-event-id': '7', 'x-a': 'b' }]);
  });

  test('with a body is a POST of JSON', async () => {
    let body = '';
    const { url, requests } = await serve((response) => response.writeHead(202).end());
    const sent = request(url);
    const answer = await fetchTransport({
      fetch: (input, init) => {
        body = `${init?.body}`;
        return fetch(input, init);
      },
    }).ask?.({ ...sent, body: '{"add":["a"]}' });
    expect(answer?.head.status).toBe(202);
    const { method, headers } = requests[0] as IncomingMessage;
    expect([method, headers['content-type'], body]).toEqual(['POST', 'application/json', '{"add":["a"]}']);
  });

  test('is let go when its signal aborts, though its body was never read', async () => {
    const controller = new AbortController();
    const { url, gone } = await serve(endless);
    await fetchTransport().ask?.(request(url, { signal: controller.signal }));
    expect(gone()).toBe(0);
    controller.abort();
    await vi.waitFor(() => expect(gone()).toBe(1));
  });
});

describe('a request', () => {
  test('is a GET for an event stream, with the headers given and no Cache-Control', async () => {
    const { url, requests } = await serve((response) => response.writeHead(204).end());
    await fetchTransport().open(request(url, { headers: { Authorization: 'Bearer t' } }));
    const { method, headers } = requests[0] as IncomingMessage;
    expect(method).toBe('GET');
    expect(headers).toMatchObject({ accept: 'text/event-stream', authorization: 'Bearer t' });
    expect(headers).not.toHaveProperty('last-event-id');
  });

  test('asks fetch not to store the answer, and sets credentials only when they are given', async () => {
    const init: RequestInit[] = [];
    const spy: typeof fetch = async (_, options) => {
      init.push(options as RequestInit);
      expect(new Headers(options?.headers).has('cache-control')).toBe(false);
      return new Response(null, { status: 204 });
    };
    await fetchTransport({ fetch: spy }).open(request('https://app.test/'));
    await fetchTransport({ fetch: spy }).open(request('https://app.test/', { credentials: 'include' }));
    expect(init.map(({ cache }) => cache)).toEqual(['no-store', 'no-store']);
    expect(init.map(({ credentials }) => credentials)).toEqual([undefined, 'include']);
  });

  test.each(['e1:1700000000000-7', 'é', '日本', '😀'])('sends the cursor %s as its UTF-8 bytes', async (cursor) => {
    const { url, requests } = await serve((response) => response.writeHead(204).end());
    await fetchTransport().open(request(url, { cursor }));
    const bytes = Buffer.from(requests[0]?.headers['last-event-id'] as string, 'latin1');
    expect(bytes.toString('utf8')).toBe(cursor);
  });

  test('leaves out a cursor that fits in no header', async () => {
    const { url, requests } = await serve((response) => response.writeHead(204).end());
    await fetchTransport().open(request(url, { cursor: 'a\u0001b' }));
    expect(requests[0]?.headers).not.toHaveProperty('last-event-id');
  });

  test('goes through the fetch that is global at that time', async () => {
    const transport = fetchTransport();
    const later = vi.fn(async () => new Response(null, { status: 204 }));
    vi.stubGlobal('fetch', later);
    await transport.open(request('https://app.test/')).finally(() => vi.unstubAllGlobals());
    expect(later).toHaveBeenCalledOnce();
  });

  test('rejects when nobody answers', async () => {
    await expect(fetchTransport().open(request('http://127.0.0.1:1/'))).rejects.toThrow(TypeError);
  });
});

describe('a head', () => {
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
  test.each([
    ['120', undefined, 120_000],
    ['Wed, 21 Oct 2026 07:28:30 GMT', date, 30_000],
    ['Wed, 21 Oct 2026 07:00:00 GMT', date, 0],
    ['soon', undefined, undefined],
    [undefined, undefined, undefined],
  ])('with Retry-After %s (Date %s) asks to wait %s ms', async (retryAfter, serverDate, expected) => {
    const headers = { ...(retryAfter && { 'retry-after': retryAfter }), ...(serverDate && { date: serverDate }) };
    const transport = fetchTransport({ fetch: async () => new Response('', { status: 503, headers }) });
    const { head } = await transport.open(request('https://app.test/'));
    expect(head).toEqual({ status: 503, contentType: 'text/plain;charset=UTF-8', retryAfterMs: expected });
  });

  test('with a date is compared with this clock when the server tells none', async () => {
    const headers = { 'retry-after': new Date(Date.now() + 60_000).toUTCString() };
    const transport = fetchTransport({ fetch: async () => new Response('', { status: 503, headers }) });
    const { head } = await transport.open(request('https://app.test/'));
    expect(head.retryAfterMs).toBeGreaterThan(50_000);
    expect(head.retryAfterMs).toBeLessThanOrEqual(60_000);
  });
});

describe('the chunks', () => {
  test('hold the messages and end with the stream', async () => {
    const { url } = await serve((response) => {
      endless(response);
      setTimeout(() => response.end(': bye\n\ndata: b\n\n'), 10);
    });
    const { chunks } = await fetchTransport().open(request(url));
    const data: string[] = [];
    for await (const chunk of chunks) data.push(...chunk.messages.map((message) => message.data));
    expect(data).toEqual(['a', 'b']);
  });

  test('throw when the connection breaks', async () => {
    const { url } = await serve((response) => {
      endless(response);
      setTimeout(() => response.destroy(), 10);
    });
    const { chunks } = await fetchTransport().open(request(url));
    await expect(async () => {
      for await (const _ of chunks);
    }).rejects.toThrow();
  });

  test('let the connection go when their reader leaves', async () => {
    const { url, gone } = await serve(endless);
    const { chunks } = await fetchTransport().open(request(url));
    for await (const _ of chunks) break;
    await vi.waitFor(() => expect(gone()).toBe(1));
  });

  test('let the connection go when the request is aborted, read or not', async () => {
    const { url, gone } = await serve(endless);
    const controller = new AbortController();
    await fetchTransport().open(request(url, { signal: controller.signal }));
    controller.abort();
    await vi.waitFor(() => expect(gone()).toBe(1));
  });

  test('end on abort even if the fetch in use knows no signals', async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const controller = new AbortController();
    const transport = fetchTransport({ fetch: async () => new Response(body) });
    const { chunks } = await transport.open(request('https://app.test/', { signal: controller.signal }));
    setTimeout(() => controller.abort(), 5);
    for await (const _ of chunks) expect.unreachable();
    expect(cancelled).toBe(true);
  });
});
