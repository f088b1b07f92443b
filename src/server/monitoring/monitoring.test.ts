import { expect, onTestFinished, test } from 'vitest';
import { createVirtualClock } from '../../utils/virtual-clock.ts';
import { toNode } from '../adapters/node.ts';
import { createHub } from '../hub.ts';
import type { HubOptions } from '../options.ts';
import { desk } from '../test/desk.ts';
import { serve } from '../test/serve.ts';
import { openStream } from '../test/stream-client.ts';
import { healthResponse, metricsResponse, statusPage } from './responses.ts';

function busyHub(options: Partial<HubOptions<typeof desk>> = {}) {
  const clock = createVirtualClock(1_800_000_000_000);
  const hub = createHub({
    ...{ events: desk, clock, limits: { perUser: 2 }, logger: { warn() {}, error() {} } },
    authorize: ({ headers }) => ({
      user: headers.get('x-user') ?? undefined,
      scopes: ['channel:*', 'pin:*', `tenant:${headers.get('x-tenant') ?? 'acme'}`],
    }),
    ...options,
  });
  onTestFinished(() => hub.close());
  const open = async (channels: string, user?: string, tenant?: string) => {
    const headers = { ...(user && { 'x-user': user }), ...(tenant && { 'x-tenant': tenant }) };
    return openStream(await hub.fetch(new Request(`http://localhost/events?channels=${channels}`, { headers })));
  };
  const publish = () => hub.publish({ type: 'note:added', data: { text: 'n' }, to: 'channel:notes' });
  return { hub, clock, open, publish };
}

test('stats tell who is there, for how long, how much is published, and whether heartbeats come', async () => {
  const { hub, clock, open, publish } = busyHub();
  const left = await open('notes', 'ann');
  await clock.advance(20_000);
  await left.leave();
  await open('notes,pin:7', 'ann');
  await clock.advance(10_000);
  await open('notes', 'ann');
  await open('pins', '__proto__', 'globex');
  expect((await open('notes', 'ann')).response.status).toBe(429);
  for (let n = 0; n < 30; n += 1) await publish();
  await clock.advance(30_000);
  const stats = hub.stats();
  expect(stats).toMatchObject({
    ...{ uptimeMs: 60_000, connections: 3, slow: 0, overdue: 0, opened: 4, published: 30, delivered: 60, gaps: 0 },
    ...{ connectionsByChannel: { notes: 2, 'pin:7': 1, pins: 1 }, connectionsByTenant: { acme: 2, globex: 1 } },
    ...{ age: { meanMs: 33_333, longestMs: 40_000 }, publishedPerSecond: 0.5, heartbeats: 3, lastedMs: 20_000 },
    ...{ ended: { left: 1, shutdown: 0 }, refused: { user: 1, rate: 0 } },
  });
  expect(Object.entries(stats.connectionsByUser)).toEqual([
    ['ann', 2],
    ['__proto__', 1],
  ]);
  expect(stats.lasted.map(({ count }) => count)).toEqual([0, 0, 1, 1, 1, 1]);
  await clock.advance(61_000);
  expect(hub.stats().publishedPerSecond).toBe(0);
  clock.sleep(46_000);
  expect(hub.stats().overdue).toBe(3);
});

/** The lines of the text format, read as strictly as Prometheus does. */
function readMetrics(text: string) {
  expect(text.endsWith('\n')).toBe(true);
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (comment) {
      if (comment[1] === 'TYPE') types.set(comment[2] as string, comment[3] as string);
      continue;
    }
    const sample = /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\[\\n"])*",?)+\})? (-?\d+(?:\.\d+)?)$/.exec(line);
    if (!sample) throw new Error(`not a line of Prometheus: ${JSON.stringify(line)}`);
    const [, name = '', labels = '', value] = sample;
    const family = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''));
    if (!family) throw new Error(`${name} has no type`);
    expect(samples.has(name + labels)).toBe(false);
    samples.set(name + labels, Number(value));
  }
  return samples;
}

test('metrics are what Prometheus reads, with few labels, none of them a user or a tenant', async () => {
  const { hub, clock, open, publish } = busyHub();
  const left = await open('notes', 'ann');
  await clock.advance(20_000);
  await left.leave();
  await open('pin:7,pin:8,notes', 'secret-user', 'secret-tenant');
  await open(encodeURIComponent('a"b\\c'), 'ann');
  await publish();
  await clock.advance(0);
  const answer = metricsResponse(hub);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  expect(text).not.toMatch(/secret/);
  const samples = readMetrics(text);
  const expected: Record<string, number> = {
    bisse_up: 1,
    bisse_uptime_seconds: 20,
    bisse_connections: 2,
    'bisse_channel_connections{channel="pin:*"}': 2,
    'bisse_channel_connections{channel="notes"}': 1,
    'bisse_channel_connections{channel="a\\"b\\\\c"}': 1,
    bisse_users: 2,
    bisse_tenants: 2,
    'bisse_connections_ended_total{reason="left"}': 1,
    'bisse_connection_duration_seconds_bucket{le="10"}': 0,
    'bisse_connection_duration_seconds_bucket{le="60"}': 1,
    'bisse_connection_duration_seconds_bucket{le="+Inf"}': 1,
    bisse_connection_duration_seconds_sum: 20,
    bisse_connection_duration_seconds_count: 1,
    bisse_events_published_total: 1,
    bisse_events_delivered_total: 1,
  };
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, samples.get(name)]))).toEqual(expected);
});

test('whatever clients ask for, there are no more than 50 channels in the metrics', async () => {
  const { hub, open } = busyHub();
  await open(Array.from({ length: 200 }, (_, n) => `made-up-${n}`).join(','));
  await open('made-up-7,pins');
  const samples = readMetrics(await metricsResponse(hub).text());
  const channels = [...samples].filter(([name]) => name.startsWith('bisse_channel_connections'));
  expect(channels).toHaveLength(51);
  expect(channels[0]).toEqual(['bisse_channel_connections{channel="made-up-7"}', 2]);
  expect(channels.at(-1)).toEqual(['bisse_channel_connections{channel="(others)"}', 151]);
});

test('health is 200 until the hub goes down, and 503 from then on', async () => {
  const { hub, open } = busyHub();
  await open('notes');
  const well = healthResponse(hub);
  expect([well.status, await well.json()]).toEqual([
    200,
    { status: 'ok', activeConnections: 1, connectionsByChannel: { notes: 1 }, uptimeMs: 0 },
  ]);
  await hub.close();
  const down = healthResponse(hub);
  expect([down.status, (await down.json()).status]).toEqual([503, 'closed']);
});

test('the status page shows names as text, runs no script and names no user', async () => {
  const { hub, open } = busyHub();
  await open(encodeURIComponent('<script>alert(1)</script>'), 'secret-user', '<img src=x onerror=alert(1)>');
  const page = statusPage(hub, { title: 'Desk & <b>co</b>', refreshSeconds: 3 });
  expect(page.headers.get('content-security-policy')).toMatch("default-src 'none'");
  const html = await page.text();
  expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
  expect(html).not.toMatch(/<script|<img|<b>|secret-user/);
  expect(html).toContain('<meta http-equiv="refresh" content="3">');
  expect(await statusPage(hub, { refreshSeconds: 0 }).text()).not.toContain('http-equiv');
});

test('the hub itself serves none of it, and Node serves each where it is mounted', async () => {
  const { hub } = busyHub();
  for (const path of ['/health', '/metrics', '/status']) {
    const answer = await hub.fetch(new Request(`http://localhost${path}`));
    expect(answer.headers.get('content-type')).toMatch('text/event-stream');
    await answer.body?.cancel();
  }
  const origin = await serve(toNode(() => metricsResponse(hub)));
  const answer = await fetch(`${origin}/metrics`);
  readMetrics(await answer.text());
});
