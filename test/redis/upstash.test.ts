import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type UpstashLogOptions, upstashLog } from '../../src/server/log/upstash.ts';
import { desk } from '../../src/server/test/desk.ts';
import { openStream } from '../../src/server/test/stream-client.ts';
import { ConfigError, createHub, LogError } from '../../src/server.ts';
import { startUpstash, type UpstashServer } from '../servers/upstash.ts';
import { draft, publishSurely, quiet, readOn, redisForTest } from './logs.ts';

vi.setConfig({ testTimeout: 30_000 });

/** The API before a Redis of its own, until the test ends. */
async function upstashForTest() {
  const redis = await redisForTest();
  const upstash = await startUpstash(redis.client);
  onTestFinished(() => upstash.close());
  return { redis, upstash };
}

async function logForTest({ url, token }: UpstashServer, options: UpstashLogOptions = {}) {
  const log = upstashLog({ url, token, logger: quiet, poll: '50ms', ...options });
  onTestFinished(() => log.close());
  await log.ready();
  return log;
}

test('two instances carry the same events, and a client goes on at the other one', async () => {
  const { upstash } = await upstashForTest();
  const hubs = await Promise.all(
    [1, 2].map(async () => {
      const hub = createHub({ events: desk, logger: quiet, log: await logForTest(upstash) });
      onTestFinished(() => hub.close());
      return hub;
    }),
  );
  const [here, there] = hubs as [(typeof hubs)[0], (typeof hubs)[0]];
  const open = async (hub: typeof here, cursor?: string) =>
    openStream(
      await hub.fetch(
        new Request('http://localhost/', {
          headers: { accept: 'text/event-stream', ...(cursor && { 'last-event-id': cursor }) },
        }),
      ),
    );
  const say = (hub: typeof here, text: string) => hub.publish({ type: 'note:added', data: { text }, to: '*' });
  const first = await open(here);
  await say(there, '1');
  await vi.waitFor(() => expect(first.events()).toHaveLength(1));
  await first.leave();
  await say(here, '2');
  const second = await open(there, first.cursor());
  await say(there, '3');
  await vi.waitFor(() => expect(second.events()).toHaveLength(2));
  expect(second.blocks[0]?.data).toMatchObject({ resume: 'resumed' });
  expect(second.events().map(({ data }) => data.text)).toEqual(['2', '3']);
  await second.leave();
});

test('what is published in one go keeps its order, in few requests', async () => {
  const { upstash } = await upstashForTest();
  const log = await logForTest(upstash);
  const reader = readOn(log);
  const all = Array.from({ length: 250 }, (_, n) => String(n));
  await Promise.all([...all.map((data) => log.append(draft(data))), log.append(draft('x'.repeat(600_000)))]);
  await vi.waitFor(() => expect(reader.told).toHaveLength(251));
  expect(reader.told.slice(0, 250)).toEqual(all);
});

test('an instance that nothing happens to sends one command a poll, and hears its own events before the next one', async () => {
  const { upstash } = await upstashForTest();
  const log = await logForTest(upstash, { poll: '1h' });
  const reader = readOn(log);
  upstash.commands.length = 0;
  await log.append(draft('1'));
  await vi.waitFor(() => expect(reader.told).toEqual(['1']));
  await log.append(draft('2'));
  await vi.waitFor(() => expect(reader.told).toEqual(['1', '2']));
  // One to publish, one to read, and one to see that this was all; before that, those of the beginning may still come.
  const counted = () => upstash.commands.length;
  for (let before = -1; before !== counted(); await sleep(300)) before = counted();
  expect(upstash.commands.filter((name) => name === 'EVAL')).toHaveLength(2);
  expect(upstash.commands.filter((name) => name === 'XREAD').length).toBeLessThanOrEqual(6);
});

test('a publication whose answer was lost may have been made, and is not made twice under its key', async () => {
  const { upstash } = await upstashForTest();
  const log = await logForTest(upstash);
  const reader = readOn(log);
  upstash.behave('silent');
  await expect(log.append(draft('1', 'k'))).rejects.toThrow('may or may not have been published');
  upstash.behave('well');
  await log.append(draft('1', 'k'));
  await log.append(draft('end'));
  await vi.waitFor(() => expect(reader.told).toEqual(['1', 'end']));
});

test('while it cannot be reached nothing is published, and it is read on when it can', async () => {
  const { redis, upstash } = await upstashForTest();
  const told: string[] = [];
  const note = (_fields: object, message: string) => told.push(message);
  const log = await logForTest(upstash, { logger: { warn: note, error: note } });
  const other = await logForTest({ ...upstash });
  const reader = readOn(log);
  upstash.behave('busy');
  await vi.waitFor(() => expect(told).toHaveLength(1));
  await expect(log.append(draft('lost'))).rejects.toThrow(LogError);
  upstash.behave('well');
  await publishSurely(other, '1');
  await vi.waitFor(() => expect(reader.told).toEqual(['1']));
  await vi.waitFor(() => expect(told).toHaveLength(2));
  await redis.client.flushall();
  await publishSurely(other, '2');
  await vi.waitFor(() => expect(reader.told).toEqual(['1', 'gap: epoch', '2']), { timeout: 25_000 });
});

test('a wrong token is told as it is', async () => {
  const { upstash } = await upstashForTest();
  const log = upstashLog({ url: upstash.url, token: 'wrong', logger: quiet, timeout: 500 });
  onTestFinished(() => log.close());
  await expect(log.append(draft('1'))).rejects.toThrow(/was not published.*answered 401.*WRONGPASS/);
  await expect(log.ready()).rejects.toThrow('cannot be read');
});

test('url and token come from the environment, and are asked for when they are missing', () => {
  vi.stubEnv('UPSTASH_REDIS_REST_URL', '');
  vi.stubEnv('UPSTASH_REDIS_REST_TOKEN', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(() => upstashLog()).toThrow(ConfigError);
  expect(() => upstashLog({ url: 'https://x.upstash.io' })).toThrow('UPSTASH_REDIS_REST_TOKEN');
  expect(() => upstashLog({ url: 'x', token: 't', poll: 0 })).toThrow(ConfigError);
});
