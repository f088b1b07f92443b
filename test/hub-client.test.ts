import { createHub, type HubOptions } from 'bisse/server';
import { createStreamClient, defineDialect, defineEvent, type StreamClientOptions, type } from 'bisse/vanilla';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../src/utils/virtual-clock.ts';

const counted = defineEvent('counted', { schema: type<number>(), channel: 'counts' });
const desk = defineDialect({ name: 'desk', framing: 'named', events: [counted] });
type Options = Partial<HubOptions<typeof desk>>;

/** A hub on a clock of its own, whose events are numbers. */
function startHub(options: Options = {}) {
  const clock = createVirtualClock(1_800_000_000_000);
  const logger = { warn() {}, error() {} };
  const hub = createHub({ ...{ events: desk, clock, logger, heartbeat: '30s', retention: '24h' }, ...options });
  onTestFinished(() => hub.close());
  let last = 0;
  return {
    hub,
    clock,
    publish() {
      last += 1;
      return hub.publish({ type: 'counted', data: last, to: 'channel:counts' });
    },
    all: () => Array.from({ length: last }, (_, index) => index + 1),
  };
}

/** A client of that hub on the same clock: what it hears, and how each of its requests was answered. */
function openClient(
  hub: ReturnType<typeof startHub>['hub'],
  clock: VirtualClock,
  options: Partial<StreamClientOptions> = {},
) {
  const heard: number[] = [];
  const gaps: unknown[] = [];
  const answers: { readonly at: number; readonly status: number }[] = [];
  const client = createStreamClient({
    ...{
      url: 'http://hub.test/events',
      dialect: desk,
      tabs: 'solo' as const,
      environment: { clock, random: () => 0.5 },
    },
    async fetch(input, init) {
      const answer = await hub.fetch(new Request(input, init));
      answers.push({ at: clock.now(), status: answer.status });
      return answer;
    },
    ...options,
  });
  client.on('counted', ({ data }) => heard.push(data as number));
  client.onGap((gap) => gaps.push(gap));
  const unmount = client.mount();
  const release = client.lease({ channel: 'counts' });
  onTestFinished(() => {
    release();
    unmount();
    client.close();
  });
  return { client, heard, gaps, answers, statuses: () => answers.map(({ status }) => status) };
}

/** Ten events, one each `everyMs`, and time for what they set off. */
async function publishFor(publish: () => Promise<string>, clock: VirtualClock, everyMs: number): Promise<void> {
  for (let n = 0; n < 10; n += 1) {
    await publish();
    await clock.advance(everyMs);
  }
}

/** Tokens that live for a minute, as a login server gives them. */
function tokens() {
  const ends = new Map<string, number>();
  let token = '';
  const renew = (clock: VirtualClock) => {
    token = `token-${ends.size + 1}`;
    ends.set(token, clock.now() + 60_000);
  };
  return {
    renew,
    headers: () => ({ Authorization: `Bearer ${token}` }),
    expiresAt: () => ends.get(token) ?? 0,
    authorize: ({ headers }: Request) => {
      const expiresAt = ends.get(headers.get('authorization')?.slice('Bearer '.length) ?? '');
      return expiresAt === undefined ? null : { user: 'ann', scopes: ['channel:*'], expiresAt };
    },
  };
}

test('a stream ends with its token; the client is refused with it, brings a new one, and has missed nothing', async () => {
  const login = tokens();
  const { hub, clock, publish, all } = startHub({ authorize: login.authorize });
  login.renew(clock);
  const renewals: number[] = [];
  const { heard, gaps, statuses } = openClient(hub, clock, {
    headers: login.headers,
    onUnauthorized() {
      renewals.push(clock.now());
      login.renew(clock);
    },
  });
  await clock.advance(100);
  await publishFor(publish, clock, 15_000);
  await vi.waitFor(() => expect(heard).toEqual(all()));
  expect(statuses()).toEqual([200, 401, 200, 401, 200]);
  expect(renewals).toHaveLength(2);
  expect(gaps).toEqual([]);
});

test('a client that knows when its token ends brings the next one before, and no stream breaks', async () => {
  const login = tokens();
  const { hub, clock, publish, all } = startHub({ authorize: login.authorize });
  login.renew(clock);
  const { client, heard, gaps, statuses } = openClient(hub, clock, {
    headers: login.headers,
    onUnauthorized: () => login.renew(clock),
    tokenExpiresAt: login.expiresAt,
  });
  const states = new Set<string>();
  client.store.subscribe(({ connection }) => states.add(connection.status));
  await clock.advance(100);
  await publishFor(publish, clock, 15_000);
  await vi.waitFor(() => expect(heard).toEqual(all()));
  expect(new Set(statuses())).toEqual(new Set([200]));
  expect(statuses().length).toBeGreaterThan(2);
  expect(states).not.toContain('reconnecting');
  expect(gaps).toEqual([]);
});

test('a client that is refused for a limit stays away as long as it is told, and comes in when there is a place', async () => {
  const { hub, clock, publish } = startHub({
    authorize: () => ({ user: 'ann', scopes: ['channel:*'] }),
    limits: { perUser: 1 },
    random: () => 0.5,
  });
  const first = openClient(hub, clock);
  await clock.advance(100);
  const second = openClient(hub, clock);
  await clock.advance(1_000);
  expect(second.client.store.getState().connection).toMatchObject({ status: 'reconnecting', error: { status: 429 } });
  await clock.advance(40_000);
  expect(second.statuses()).toEqual([429, 429, 429]);
  const [one, two] = second.answers;
  expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(15_000);
  first.client.close();
  await clock.advance(40_000);
  await publish();
  await clock.advance(100);
  await vi.waitFor(() => expect(second.heard).toEqual([1]));
});

test('a client that loses its network again and again, unheard by the server, is never kept out by its own dead streams', async () => {
  const { hub, clock, publish, all } = startHub({
    authorize: () => ({ user: 'ann', scopes: ['channel:*'] }),
    limits: { perUser: 3 },
  });
  const laptop = openClient(hub, clock);
  const lost: (() => void)[] = [];
  const phone = openClient(hub, clock, {
    async fetch(input, init) {
      // Neither side hears of the other any more: the server goes on writing to nobody.
      const answer = await hub.fetch(new Request(input, { headers: new Headers(init?.headers) }));
      const through = new TransformStream<Uint8Array, Uint8Array>();
      const writer = through.writable.getWriter();
      void answer.body?.pipeTo(
        new WritableStream({
          write: (chunk) => void writer.write(chunk).catch(() => {}),
          close: () => void writer.close().catch(() => {}),
        }),
      );
      lost.push(() => void writer.abort(new TypeError('network changed')).catch(() => {}));
      return new Response(through.readable, answer);
    },
  });
  await clock.advance(100);
  for (let tunnel = 0; tunnel < 12; tunnel += 1) {
    await publish();
    await clock.advance(10_000);
    lost.at(-1)?.();
    await clock.advance(20_000);
  }
  await clock.advance(60_000);
  await publish();
  await clock.advance(1_000);
  for (const { heard, gaps } of [phone, laptop]) {
    await vi.waitFor(() => expect(heard).toEqual(all()));
    expect(gaps).toEqual([]);
  }
  expect(hub.stats().connections).toBeLessThanOrEqual(3);
});

test('clients that push each other out change places twice a minute at most, and neither misses an event', async () => {
  const { hub, clock, publish, all } = startHub({
    authorize: () => ({ user: 'ann', scopes: ['channel:*'] }),
    limits: { perUser: 1, onLimit: 'evict' },
  });
  const clients = [openClient(hub, clock), openClient(hub, clock)];
  await clock.advance(100);
  await publishFor(publish, clock, 60_000);
  expect(hub.stats().opened).toBeLessThanOrEqual(22);
  expect(hub.stats().opened).toBeGreaterThan(4);
  await clock.advance(60_000);
  for (const { heard, gaps } of clients) {
    await vi.waitFor(() => expect(heard).toEqual(all()));
    expect(gaps).toEqual([]);
  }
});

test('a stream that grows old is followed by another, and nothing is missed', async () => {
  const { hub, clock, publish, all } = startHub({ maxAge: '10m' });
  const { heard, gaps, answers } = openClient(hub, clock);
  await clock.advance(100);
  await publishFor(publish, clock, 240_000);
  await vi.waitFor(() => expect(heard).toEqual(all()));
  expect(gaps).toEqual([]);
  expect(answers.length).toBeGreaterThan(3);
  const ages = answers.slice(1).map(({ at }, index) => at - (answers[index]?.at ?? 0));
  for (const age of ages) {
    expect(age).toBeGreaterThanOrEqual(480_000);
    expect(age).toBeLessThanOrEqual(722_000);
  }
});
