import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { createHub } from './hub.ts';
import { redacted } from './redact.ts';
import type { Identity } from './scopes.ts';
import { desk } from './test/desk.ts';
import { openStream } from './test/stream-client.ts';

const secrets = { bearer: 'eyJhbGciOi.payload.sig', cookie: 's%3Asession-7f3a', query: 'one+time/token=' };
const request = () =>
  new Request(`http://localhost/events?channels=notes&token=${encodeURIComponent(secrets.query)}`, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${secrets.bearer}`,
      cookie: `theme=dark; sid=${secrets.cookie}`,
    },
  });

test('an error loses the credentials of its request, and keeps the rest', () => {
  const error = new TypeError(`bad token ${secrets.bearer} with ${secrets.cookie}`);
  const clean = redacted(error, request()) as Error;
  expect(clean.message).toBe('bad token [redacted] with [redacted]');
  expect(clean.name).toBe('TypeError');
  expect(clean.stack).toMatch(/bad token \[redacted\][\s\S]*redact\.test\.ts/);
  expect(redacted(secrets.query, request())).toBe('[redacted]');
  expect(redacted(new Error('no session store'), new Request('http://localhost/'))).toMatchObject({
    message: 'no session store',
  });
});

test('whatever befalls a hub, no credential is logged', async () => {
  const lines: string[] = [];
  const write = (fields: object, message: string) => {
    const err = (fields as { err?: Error }).err;
    lines.push(`${message} ${JSON.stringify(fields)} ${err?.message} ${err?.stack}`);
  };
  let outcome: () => Identity = () => ({ user: 'ann', scopes: ['*'] });
  const hub = createHub({
    ...{ events: desk, limits: { perUser: 1 }, logger: { info: write, warn: write, error: write } },
    authorize: () => outcome(),
  });
  const client = await openStream(await hub.fetch(request()));
  expect((await hub.fetch(request())).status).toBe(429);
  outcome = () => ({ scopes: [], expiresAt: 1_000 });
  expect((await hub.fetch(request())).status).toBe(401);
  outcome = () => {
    throw new Error(`cannot verify ${Object.values(secrets).join(' nor ')}`, { cause: secrets });
  };
  expect((await hub.fetch(request())).status).toBe(500);
  await client.leave();
  await hub.close();
  expect(lines).toHaveLength(5);
  for (const secret of Object.values(secrets)) expect(lines.join('\n')).not.toContain(secret);
  expect(lines.join('\n')).not.toContain(encodeURIComponent(secrets.query));
});

test('a pino logger writes the lines of the hub, fields and text', async () => {
  const lines: { msg: string; user?: string; reason?: string }[] = [];
  const app = Fastify({ logger: { stream: { write: (line) => void lines.push(JSON.parse(line)) } } });
  const hub = createHub({ events: desk, logger: app.log, authorize: () => ({ user: 'ann', scopes: ['*'] }) });
  const client = await openStream(await hub.fetch(request()));
  await client.leave();
  expect(lines).toMatchObject([
    { level: 30, user: 'ann', msg: 'bisse: a stream was opened.' },
    { level: 30, user: 'ann', reason: 'left', msg: 'bisse: a stream has ended.' },
  ]);
  await hub.close();
  await app.close();
});
