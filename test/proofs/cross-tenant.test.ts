import { createHub, type Hub, type Log, memoryLog } from 'bisse/server';
import { redisLog } from 'bisse/server/redis';
import { defineDialect, defineEvent, type } from 'bisse/vanilla';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { quiet, redisForTest } from '../redis/logs.ts';

vi.setConfig({ testTimeout: 120_000 });

const patience = { timeout: 10_000, interval: 2 };
const tenants = Array.from({ length: 50 }, (_, n) => `t${n}`);
const said = defineEvent('said', { schema: type<string>(), channel: 'news' });
const desk = defineDialect({ name: 'desk', framing: 'envelope', events: [said], scopes: { news: 'room:{room}' } });

/** What one tenant publishes says whose it is, in the one place that is random enough to be found in any bytes. */
const secretOf = (tenant: string) => `<secret of ${tenant}>`;
/** The parts of a tenant: itself, a user, two rooms, a channel. Only that tenant's identities hold them. */
const partsOf = (tenant: string) =>
  [`tenant:${tenant}`, `user:${tenant}-u`, `room:${tenant}-1`, `room:${tenant}-2`, `channel:${tenant}-news`] as const;

const tenant = fc.constantFrom(...tenants);
const part = tenant.chain((name) => fc.constantFrom(...partsOf(name)));

/** Publications to one or several parts of one tenant. */
const publication = tenant.chain((name) =>
  fc.record({ tenant: fc.constant(name), to: fc.uniqueArray(fc.constantFrom(...partsOf(name)), { minLength: 1 }) }),
);

/** Something to each part of each tenant, so that whoever hears too much hears it. */
const something = tenants.flatMap((name) => partsOf(name).map((scope) => ({ tenant: name, to: [scope as string] })));
const publications = fc
  .array(publication, { maxLength: 30 })
  .chain((some) => fc.shuffledSubarray([...some, ...something], { minLength: something.length }));

/** What a client sends to hear more than it may. */
const forgedChannel = fc.oneof(
  part,
  part.map((scope) => scope.slice(scope.indexOf(':') + 1)),
  part.map((scope) => `${scope}\n`),
  part.map((scope) => `channel:${scope}`),
  part.map((scope) => scope.replace(':', '%3A')),
  fc.constantFrom(
    '*',
    'tenant:*',
    'room:*',
    'user:*',
    'channel:*',
    'connection:*',
    'news',
    '',
    'tenant:',
    ':',
    '__proto__',
  ),
);
const forgedParameters = fc.array(
  fc.tuple(fc.constantFrom('tenantId', 'userId', 'user', 'scopes', 'lastEventId', 'channels', 'token'), forgedChannel),
  { maxLength: 4 },
);

const client = fc.record({
  tenant,
  /** Which of its tenant's parts its identity holds; the user besides. */
  holds: fc.subarray([0, 2, 3, 4] as const),
  isUser: fc.boolean(),
  channels: fc.option(fc.array(forgedChannel, { maxLength: 6 }), { nil: undefined }),
  parameters: forgedParameters,
  /** Where it says that it was: nowhere, or after the nth event. */
  resumesAfter: fc.option(fc.nat(), { nil: undefined }),
  polls: fc.boolean(),
  /** The channels that it asks for on its own stream and on that of another, later. */
  adds: fc.array(forgedChannel, { minLength: 1, maxLength: 4 }),
  other: fc.nat(),
});
type Client = typeof client extends fc.Arbitrary<infer Value> ? Value : never;

const course = fc.record({
  before: publications,
  clients: fc.array(client, { minLength: 20, maxLength: 40 }),
  after: publications,
});

const scopesOf = ({ tenant: name, holds }: Client) => holds.map((index) => partsOf(name)[index] as string);

function open(hub: Hub, index: number, one: Client, ids: readonly string[]): Promise<Response> {
  const url = new URL('http://localhost/events');
  if (one.channels) url.searchParams.set('channels', one.channels.join(','));
  for (const [name, value] of one.parameters) url.searchParams.append(name, value);
  const cursor = one.resumesAfter === undefined ? undefined : ids[one.resumesAfter % ids.length];
  return hub.fetch(
    new Request(url, {
      headers: {
        ...{ 'x-client': String(index), 'x-tenant': 't0', 'x-user': 't0-u' },
        accept: one.polls ? 'application/json' : 'text/event-stream',
        ...(cursor && { 'last-event-id': cursor }),
      },
    }),
  );
}

async function play(
  log: Log,
  { before, clients, after }: typeof course extends fc.Arbitrary<infer Value> ? Value : never,
) {
  const hub = createHub({
    ...{ events: desk, log, logger: quiet, limits: { perUser: 1_000 } },
    // The one header that a login would vouch for.
    authorize(request) {
      const one = clients[Number(request.headers.get('x-client'))] as Client;
      return { user: one.isUser ? `${one.tenant}-u` : undefined, scopes: scopesOf(one) };
    },
  });
  await log.ready?.();
  const ids = [hub.cursor()];
  let n = 0;
  const publish = async (one: { tenant: string; to: string[] }) => {
    n += 1;
    const meta = { tenantId: one.tenant };
    ids.push(await hub.publish({ type: 'said', data: `${secretOf(one.tenant)} ${n};`, to: one.to, meta }));
  };
  for (const one of before) await publish(one);
  const answers = await Promise.all(clients.map((one, index) => open(hub as never, index, one, ids)));
  const read = answers.map(readAll);
  for (const [half, one] of after.entries()) {
    if (half === Math.floor(after.length / 2)) {
      // As someone who has seen the ids of all streams would use them.
      await vi.waitFor(() => expect(read.every((each) => each.soFar() !== '')).toBe(true), patience);
      const connectionIds = read.flatMap((each) => each.soFar().match(/(?<="connectionId":")[^"]+/) ?? []);
      for (const [index, { adds, other }] of clients.entries()) {
        const connectionId = connectionIds[other % Math.max(1, connectionIds.length)] ?? 'none';
        const body = JSON.stringify({ connectionId, add: adds });
        const headers = { 'x-client': String(index) };
        await hub.fetch(new Request('http://localhost/events', { method: 'POST', headers, body }));
      }
    }
    await publish(one);
  }
  // All that will be written has been when the last entry is the hub's head.
  await vi.waitFor(() => expect(hub.cursor()).toBe(ids.at(-1)), patience);
  await new Promise((resolve) => setImmediate(resolve));
  await hub.close();
  return { texts: await Promise.all(read.map(({ all }) => all)) };
}

/** A body as it comes, and whole. */
function readAll(answer: Response): { soFar(): string; readonly all: Promise<string> } {
  let text = '';
  const all = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true });
    return text;
  })();
  return { soFar: () => text, all };
}

const heardBy = (text: string) =>
  [...text.matchAll(/<secret of (t\d+)> (\d+);/g)].map(([, name, n]) => [name, Number(n)]);

test.each([
  { name: 'the memory log', runs: 30 },
  { name: 'Redis', runs: 4 },
])(
  'of 50 tenants none hears a byte of another, live, replayed or polled, whatever it asks for ($name)',
  async ({ name, runs }) => {
    const redis = name === 'Redis' ? await redisForTest() : undefined;
    let made = 0;
    let heardInAll = 0;
    await fc.assert(
      fc.asyncProperty(course, async (played) => {
        made += 1;
        const log = redis ? redisLog(redis.client, { name: `run-${made}`, logger: quiet }) : memoryLog();
        const { texts } = await play(log, played);
        const published = [...played.before, ...played.after];
        for (const [index, text] of texts.entries()) {
          const one = played.clients[index] as Client;
          const own = new Set([...scopesOf(one), ...(one.isUser ? [`user:${one.tenant}-u`] : [])]);
          for (const [from, n] of heardBy(text)) {
            heardInAll += 1;
            expect(from).toBe(one.tenant);
            expect(published[(n as number) - 1]?.to.some((scope) => own.has(scope))).toBe(true);
          }
          // Not in any other place of the bytes either.
          const mentions = text.match(/secret of t\d+/g) ?? [];
          expect(new Set(mentions)).toEqual(new Set(mentions.length > 0 ? [`secret of ${one.tenant}`] : []));
          const asks = one.channels !== undefined || one.parameters.some(([parameter]) => parameter === 'channels');
          if (one.polls || asks) continue;
          // A stream that asked for nothing in particular hears all that it may.
          const due = played.after.flatMap(({ to }, at) =>
            to.some((scope) => own.has(scope)) ? [at + played.before.length + 1] : [],
          );
          const half = due.filter((n) => n <= played.before.length + played.after.length / 2);
          expect(heardBy(text).map(([, n]) => n)).toEqual(expect.arrayContaining(half));
        }
      }),
      { seed: 20_261_121, numRuns: runs, endOnFailure: true },
    );
    expect(heardInAll).toBeGreaterThan(runs * 10);
  },
);
