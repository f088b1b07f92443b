import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { createHub } from '../hub.ts';
import type { HubOptions } from '../options.ts';
import { desk } from '../test/desk.ts';
import { eventually } from '../test/serve.ts';
import { openStream } from '../test/stream-client.ts';
import { type FastifyHubOptions, fastifyHub } from './fastify.ts';

async function start(options: Partial<HubOptions<typeof desk>> = {}, plugin: Partial<FastifyHubOptions> = {}) {
  const app = Fastify();
  onTestFinished(() => app.close());
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', 'https://app.example');
  });
  const hub = createHub({ events: desk, ...options });
  await app.register(fastifyHub, { hub, ...plugin });
  return { app, hub, origin: await app.listen({ port: 0, host: '127.0.0.1' }) };
}

test('a stream is served, with the headers that hooks have set', async () => {
  const { hub, origin } = await start();
  const client = await openStream(`${origin}/events?channels=notes`);
  await hub.publish({ type: 'note:added', data: { text: '1' }, to: 'channel:notes' });
  await client.until(({ data }) => data.text === '1');
  expect(client.response.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(client.response.headers.get('x-accel-buffering')).toBe('no');
  await client.leave();
  await eventually(() => hub.stats().connections === 0);
});

test('a refusal goes through the hooks as every answer does', async () => {
  const { app, hub } = await start({ authorize: () => null }, { url: '/api/stream' });
  const answer = await app.inject('/api/stream');
  expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([401, 'https://app.example']);
  expect(answer.body).toMatch(/^bisse: /);
  expect((await app.inject({ method: 'HEAD', url: '/api/stream' })).statusCode).toBe(404);
  expect(hub.stats().opened).toBe(0);
});

test('closing the app ends its open streams, so it does not hang', async () => {
  const { app, hub, origin } = await start();
  const clients = await Promise.all([1, 2, 3].map(() => openStream(`${origin}/events`)));
  await Promise.all(clients.map((client) => client.until(() => true)));
  const began = performance.now();
  await app.close();
  expect(performance.now() - began).toBeLessThan(900);
  await Promise.all(clients.map((client) => client.ended));
  for (const client of clients) expect(client.blocks.at(-1)?.event).toBe('bye');
  expect(hub.health()).toMatchObject({ status: 'closed', activeConnections: 0 });
});

test('closing takes the time that it was given to send clients elsewhere', async () => {
  const { app, origin } = await start({ random: () => 0.5 }, { drain: 200 });
  const client = await openStream(`${origin}/events`);
  const began = performance.now();
  await app.close();
  expect(performance.now() - began).toBeGreaterThan(90);
  await client.ended;
  expect(client.retryMs).toBe(3_000);
});
