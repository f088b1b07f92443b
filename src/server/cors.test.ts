import Fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fastifyHub } from './adapters/fastify.ts';
import { toNode } from './adapters/node.ts';
import type { CorsOptions } from './cors.ts';
import { createHub } from './hub.ts';
import { desk } from './test/desk.ts';
import { serve } from './test/serve.ts';

const app = 'https://app.example';
const hubFor = (cors: CorsOptions, authorize = () => ({ scopes: ['*'] }) as { scopes: string[] } | Response | null) => {
  const hub = createHub({ events: desk, cors, authorize, logger: { warn() {}, error() {} } });
  onTestFinished(() => hub.close());
  return hub;
};
const ask = (hub: ReturnType<typeof hubFor>, init: RequestInit & { origin?: string } = {}) => {
  const { origin = app, headers, ...rest } = init;
  return hub.fetch(new Request('http://localhost/events', { ...rest, headers: { origin, ...headers } }));
};
const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

describe('a page of an origin that is allowed', () => {
  test('is told before it asks what it may send', async () => {
    const answer = await ask(hubFor({ origins: [app], credentials: true, headers: ['X-Csrf'] }), { method: 'OPTIONS' });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'access-control-allow-origin': app,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Authorization, Cache-Control, Content-Type, Last-Event-ID, Mutation-Id, X-Csrf',
      'access-control-max-age': '7200',
      vary: 'Origin',
    });
  });

  test('may read the stream, a poll, a change and every refusal', async () => {
    const hub = hubFor({ origins: [app] });
    const poll = await ask(hub, { headers: { accept: 'application/json' } });
    const stream = await ask(hub);
    const change = await ask(hub, { method: 'POST', body: '{}' });
    const image = await ask(hub, { headers: { accept: 'image/png' } });
    const nobody = await ask(hubFor({ origins: [app] }, () => null));
    const redirected = await ask(hubFor({ origins: [app] }, () => Response.redirect('http://localhost/login')));
    const answers = [poll, stream, change, image, nobody, redirected];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 406, 401, 302]);
    expect(answers.map(allowed)).toEqual(answers.map(() => app));
    for (const { headers } of answers) {
      expect(headers.get('access-control-expose-headers')).toBe('Date, Retry-After, Stream-Cursor');
      expect(headers.get('vary')).toMatch('Origin');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
    expect(poll.headers.get('vary')).toBe('Accept, Origin');
    await stream.body?.cancel();
  });
});

test('a page of another origin is told nothing that lets it read', async () => {
  const hub = hubFor({ origins: [app] });
  for (const origin of ['https://evil.example', `${app}.evil.example`, 'null', 'http://app.example']) {
    expect(allowed(await ask(hub, { origin, method: 'OPTIONS' }))).toBeNull();
    const stream = await ask(hub, { origin });
    expect(allowed(stream)).toBeNull();
    expect(stream.headers.get('vary')).toBe('Origin');
    await stream.body?.cancel();
  }
});

test('all origins, or those that a function allows', async () => {
  expect(allowed(await ask(hubFor({ origins: '*' }), { method: 'OPTIONS', origin: 'https://any.example' }))).toBe('*');
  const ours = hubFor({ origins: (origin) => origin.endsWith('.example') });
  expect(allowed(await ask(ours, { method: 'OPTIONS' }))).toBe(app);
  expect(allowed(await ask(ours, { method: 'OPTIONS', origin: 'https://other.test' }))).toBeNull();
});

test('options that browsers refuse are refused at once', () => {
  expect(() => hubFor({ origins: '*', credentials: true })).toThrow(/Name the origins/);
  expect(() => hubFor({ origins: ['https://app.example/'] })).toThrow(/scheme, host and port alone/);
  expect(() => hubFor({ origins: ['app.example'] })).toThrow(/scheme, host and port alone/);
});

test('without the option the hub says nothing of origins, and refuses OPTIONS', async () => {
  const hub = createHub({ events: desk });
  const answer = await hub.fetch(
    new Request('http://localhost/events', { method: 'OPTIONS', headers: { origin: app } }),
  );
  expect([answer.status, answer.headers.get('allow'), allowed(answer)]).toEqual([405, 'GET, POST', null]);
  await hub.close();
});

test.each(['node', 'fastify'])('it is the same by way of %s', async (way) => {
  const hub = hubFor({ origins: [app] });
  let origin = '';
  if (way === 'node') origin = await serve(toNode(hub));
  else {
    const fastify = Fastify();
    onTestFinished(() => fastify.close());
    await fastify.register(fastifyHub, { hub });
    origin = await fastify.listen({ port: 0, host: '127.0.0.1' });
  }
  const preflight = await fetch(`${origin}/events`, { method: 'OPTIONS', headers: { origin: app } });
  expect([preflight.status, allowed(preflight)]).toEqual([204, app]);
  const stream = await fetch(`${origin}/events`, { headers: { origin: app } });
  expect([stream.status, allowed(stream)]).toEqual([200, app]);
  await stream.body?.cancel();
});
