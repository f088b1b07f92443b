import { constants } from 'node:http2';
import { createHub, type HubOptions, memoryLog } from 'bisse/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { desk } from '../../src/server/test/desk.ts';
import { openStream } from '../../src/server/test/stream-client.ts';
import { http2Session } from './http2-fetch.ts';
import { mounts } from './mounts.ts';

const patience = { timeout: 10_000, interval: 5 };
const headers = { accept: 'text/event-stream' };

async function overHttp2(options: Partial<HubOptions<typeof desk>> = {}) {
  const hub = createHub({ events: desk, logger: { warn() {}, error() {} }, ...options });
  const mount = await (mounts['node:http2'] as (typeof mounts)[string])(hub as never);
  const { ask, session } = http2Session(mount.origin);
  onTestFinished(async () => {
    await hub.close();
    session.destroy();
    await mount.close();
  });
  return { hub, ask };
}

test('a stream has no header that belongs to HTTP/1.1 alone, and Node warns of none', async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => void warnings.push(warning);
  process.on('warning', warn);
  onTestFinished(() => void process.off('warning', warn));
  const { ask } = await overHttp2({ cors: { origins: '*' } });
  const answers = [await ask('/events', { headers }), await ask('/events', { headers: { accept: 'image/png' } })];
  for (const answer of answers) {
    for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']) {
      expect(answer.headers).not.toHaveProperty(name);
    }
    await answer.response.body?.cancel();
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

test('twenty streams share one connection, and the end of one is no end of another', async () => {
  const { hub, ask } = await overHttp2();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/events', { headers })));
  const clients = await Promise.all(answers.map(({ response }) => openStream(response)));
  for (const client of clients.slice(0, 10)) await client.leave();
  expect(await answers[0]?.closed).toBe(constants.NGHTTP2_CANCEL);
  await vi.waitFor(() => expect(hub.stats().connections).toBe(10), patience);
  await hub.publish({ type: 'note:added', data: { text: 'still' }, to: '*' });
  for (const client of clients.slice(10)) await client.until(({ data }) => data.text === 'still');
});

test('a stream that the hub ends is closed without an error, and one that nobody reads is cut', async () => {
  const { hub, ask } = await overHttp2({ idle: 500, heartbeat: 50, log: memoryLog({ max: 50 }) });
  const ended = await ask('/events?channels=pins', { headers });
  const client = await openStream(ended.response);
  // A body without a reader takes what its window takes, and no more.
  await ask('/events', { headers });
  const text = 'x'.repeat(50_000);
  await vi.waitFor(async () => {
    await hub.publish({ type: 'note:added', data: { text }, to: 'channel:notes' });
    expect(hub.stats()).toMatchObject({ connections: 1, slow: 0 });
  }, patience);
  expect(hub.stats().ended.idle).toBe(1);
  await hub.close();
  await client.ended;
  expect(client.blocks.at(-1)?.event).toBe('bye');
  expect(await ended.closed).toBe(constants.NGHTTP2_NO_ERROR);
});
