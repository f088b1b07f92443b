import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fetchTransport } from '../transport/fetch.ts';
import { systemClock } from '../utils/clock.ts';
import { createConnection } from './connection.ts';
import type { ConnectionOptions } from './options.ts';
import { createLog, createTestPage, readNamedControl } from './test/harness.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server whose requests are answered one by one, the last answer serving all that follow; and a connection to it. */
async function connectTo(answers: readonly Answer[], options: Partial<ConnectionOptions> = {}) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answers[Math.min(requests.length, answers.length) - 1]?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { told, onItems, notices } = createLog();
  const errors: Error[] = [];
  const connection = createConnection({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    transport: fetchTransport(),
    clock: systemClock,
    random: () => 0,
    page: createTestPage(),
    readControl: readNamedControl,
    onItems,
    onError: (error) => void errors.push(error),
    ...options,
  });
  closers.push(() => {
    connection.close();
    server.closeAllConnections();
    server.close();
  });
  connection.connect();
  /** Resolves when the public state looks so. */
  const reaches = (state: object) => vi.waitFor(() => expect(connection.getState()).toMatchObject(state), 5_000);
  return { connection, requests, told, notices, errors, reaches };
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end();

/** A stream that begins so and stays open. */
const stream =
  (text: string): Answer =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(text);
  };

const connected = 'id: 3\nevent: connected\ndata: {"resume":"resumed"}\n\n';

describe('a server', () => {
  test('that streams is open, and its messages arrive', async () => {
    const { told, reaches, connection } = await connectTo([stream(`${connected}id: 4\nevent: e\ndata: one\n\n`)]);
    await reaches({ status: 'open' });
    await vi.waitFor(() => expect(told()).toEqual(['opened resumed', 'one']));
    expect(connection.cursor()).toBe('4');
  });

  test('that sends its head and nothing else is not open', async () => {
    const { connection, requests } = await connectTo([
      (response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
      },
    ]);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(connection.getState().status).toBe('connecting');
  });

  test('that goes silent with the line open is given up, and resumed with Last-Event-ID', async () => {
    const { requests, told, errors, reaches } = await connectTo(
      [stream('id: 7\nevent: e\ndata: one\n\n'), stream('id: 7\nevent: connected\ndata: {"resume":"resumed"}\n\n')],
      { heartbeat: { timeoutMs: 200 }, reconnect: { minMs: 1 } },
    );
    await reaches({ status: 'open' });
    await vi.waitFor(() => expect(requests).toHaveLength(2), 5_000);
    expect(requests[1]?.headers['last-event-id']).toBe('7');
    await vi.waitFor(() => expect(told()).toEqual(['opened', 'one', 'ended', 'opened resumed']));
    expect(errors.map(({ name }) => name)).toEqual(['SilenceError']);
  });

  test('that answers 204 closes the connection', async () => {
    const { reaches, requests } = await connectTo([status(204)]);
    await reaches({ status: 'closed' });
    expect(requests).toHaveLength(1);
  });

  test('that answers 401 gets a refreshed token at once', async () => {
    let token = 'old';
    const { reaches, requests } = await connectTo([status(401), stream(connected)], {
      headers: () => ({ authorization: token }),
      onUnauthorized: async () => {
        token = 'new';
      },
    });
    await reaches({ status: 'open' });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['old', 'new']);
  });

  test('that answers 401 twice blocks', async () => {
    const { reaches, requests } = await connectTo([status(401)], { onUnauthorized: () => {} });
    await reaches({ status: 'blocked', reason: 'auth', error: { status: 401 } });
    expect(requests).toHaveLength(2);
  });

  test.each([
    [403, 'forbidden'],
    [404, 'protocol'],
  ])('that answers %s blocks as %s', async (code, reason) => {
    const { reaches, requests } = await connectTo([status(code)]);
    await reaches({ status: 'blocked', reason, error: { status: code } });
    expect(requests).toHaveLength(1);
  });

  test('that answers with a page blocks', async () => {
    const { reaches } = await connectTo([
      (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Sign in</p>'),
    ]);
    await reaches({ status: 'blocked', reason: 'protocol', error: { contentType: 'text/html' } });
  });

  test('that answers 500 with Retry-After is asked again no earlier', async () => {
    const start = Date.now();
    const { reaches, requests } = await connectTo([status(500, { 'Retry-After': '1' }), stream(connected)]);
    await reaches({ status: 'reconnecting', error: { status: 500 } });
    await reaches({ status: 'open' });
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
    expect(requests).toHaveLength(2);
  });

  test('that breaks off in mid-message is resumed, and the half message is never told', async () => {
    const { told, requests } = await connectTo([
      (response) => {
        stream(`${connected}id: 4\nevent: e\ndata: one\n\nid: 5\nevent: e\ndata: ha`)(response, undefined as never);
        setTimeout(() => response.destroy(), 20);
      },
      stream(connected),
    ]);
    await vi.waitFor(() => expect(told()).toEqual(['opened resumed', 'one', 'ended', 'opened resumed']), 5_000);
    expect(requests[1]?.headers['last-event-id']).toBe('4');
  });

  test('that sends an id alone is resumed from it', async () => {
    const { requests, connection } = await connectTo([
      (response) => {
        stream(`${connected}id: 9\n\n`)(response, undefined as never);
        setTimeout(() => response.destroy(), 20);
      },
      stream(': hello\n\n'),
    ]);
    await vi.waitFor(() => expect(requests).toHaveLength(2), 5_000);
    expect(requests[1]?.headers['last-event-id']).toBe('9');
    expect(connection.cursor()).toBe('9');
  });

  test('that sends 2 MB in one message loses it, and later events still arrive', async () => {
    const { told, errors } = await connectTo([
      stream(`${connected}id: 4\ndata: ${'x'.repeat(2_000_000)}\n\nid: 5\ndata: after\n\n`),
    ]);
    await vi.waitFor(() => expect(told().toSorted()).toEqual(['after', 'gap oversize', 'opened resumed']), 5_000);
    expect(errors.map(({ name }) => name)).toEqual(['OversizeError']);
  });

  test('that cannot be reached is tried again', async () => {
    const { reaches, errors } = await connectTo([], { url: 'http://127.0.0.1:1/', reconnect: { minMs: 1 } });
    await reaches({ status: 'reconnecting', attempt: 3, error: { name: 'NetworkError' } });
    expect(errors[0]?.cause).toBeInstanceOf(TypeError);
  });
});
