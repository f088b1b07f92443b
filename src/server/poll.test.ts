import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { readPollAnswer } from '../wire/poll-answer.ts';
import { fastifyHub } from './adapters/fastify.ts';
import { toNode } from './adapters/node.ts';
import { createHub } from './hub.ts';
import { memoryLog } from './log/memory.ts';
import type { HubOptions } from './options.ts';
import { desk } from './test/desk.ts';
import { serve } from './test/serve.ts';

const quiet = { warn: () => {}, error: () => {} };
const deskHub = (options: Partial<HubOptions<typeof desk>> = {}) =>
  createHub({ events: desk, logger: quiet, ...options });
const say = (text: string, to = 'channel:notes') => ({ type: 'note:added' as const, data: { text }, to });
const polling = (cursor?: string) => ({
  headers: { accept: 'application/json', ...(cursor !== undefined && { 'last-event-id': cursor }) },
});

/** Polls without a network, as `hub.fetch` answers. */
async function poll(hub: ReturnType<typeof deskHub>, query = '', cursor?: string) {
  const answer = await hub.fetch(new Request(`http://localhost/events${query}`, polling(cursor)));
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const read = readPollAnswer(await answer.text());
  if (!read) throw new Error('this is no answer to a poll');
  return { ...read, texts: read.events.map(({ data }) => JSON.parse(data).text) };
}

test('a poll gives what is new since its cursor, and the cursor to ask with next', async () => {
  const hub = deskHub();
  await hub.publish(say('before'));
  const first = await poll(hub);
  expect(first).toMatchObject({ resume: 'fresh', texts: [], from: hub.cursor(), cursor: hub.cursor(), more: false });
  await hub.publish({ ...say('1'), mutationId: 'm1' });
  await hub.publish(say('2', 'pin:7'));
  const next = await poll(hub, '', first.cursor);
  expect(next).toMatchObject({ resume: 'resumed', texts: ['1', '2'], from: first.cursor, cursor: hub.cursor() });
  expect(next.events.map(({ channel, event, mutationId }) => [channel, event, mutationId])).toEqual([
    [undefined, 'note:added', 'm1'],
    ['pin:7', 'note:added', undefined],
  ]);
  expect(await poll(hub, '', next.cursor)).toMatchObject({ resume: 'resumed', texts: [], cursor: hub.cursor() });
});

test('a poll hears the channels it asks for, within what its identity allows', async () => {
  const hub = deskHub({ authorize: () => ({ scopes: ['channel:notes', 'pin:7'] }) });
  const start = hub.cursor();
  for (const to of ['channel:notes', 'pin:7', 'pin:8', 'channel:pins']) await hub.publish(say(to, to));
  expect(await poll(hub, '?channels=notes,pin:8', start)).toMatchObject({
    channels: ['notes'],
    texts: ['channel:notes'],
    cursor: hub.cursor(),
  });
});

test('a poll is told of a gap as a stream is', async () => {
  const hub = deskHub({ log: memoryLog({ max: 2, epoch: 'e' }) });
  const start = hub.cursor();
  for (const text of ['1', '2', '3']) await hub.publish(say(text));
  expect(await poll(hub, '', start)).toMatchObject({ resume: 'gap', reason: 'trimmed', texts: ['2', '3'] });
  expect(await poll(hub, '', 'f:1-1')).toMatchObject({ resume: 'gap', reason: 'epoch' });
});

test('a poll brings so much at a time, and says when there is more', async () => {
  const hub = deskHub();
  let cursor: string | undefined = hub.cursor();
  for (let n = 0; n < 1_200; n += 1) await hub.publish(say(`${n}`));
  const heard: string[] = [];
  const more: boolean[] = [];
  while (more.at(-1) !== false) {
    const answer = await poll(hub, '', cursor);
    heard.push(...answer.texts);
    more.push(answer.more);
    cursor = answer.cursor;
  }
  expect(more).toEqual([true, true, false]);
  expect(heard).toEqual(Array.from({ length: 1_200 }, (_, n) => `${n}`));
});

test('a poll is let in as a stream is', async () => {
  const hub = deskHub({ authorize: () => null });
  const request = () => new Request('http://localhost/events', polling());
  expect((await hub.fetch(request())).status).toBe(401);
  await hub.close();
  expect((await hub.fetch(request())).status).toBe(503);
});

test('whoever takes a stream as well gets a stream', async () => {
  const hub = deskHub();
  const accept = 'application/json, text/event-stream';
  const answer = await hub.fetch(new Request('http://localhost/events', { headers: { accept } }));
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  await answer.body?.cancel();
});

test.each(['node', 'fastify'])('polls are answered by way of %s', async (way) => {
  const hub = deskHub();
  const app = Fastify();
  onTestFinished(() => app.close());
  await app.register(fastifyHub, { hub });
  const origin = way === 'node' ? await serve(toNode(hub)) : await app.listen({ port: 0, host: '127.0.0.1' });
  const start = hub.cursor();
  await hub.publish(say('1'));
  const answer = await fetch(`${origin}/events`, polling(start));
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(readPollAnswer(await answer.text())?.events).toHaveLength(1);
});
