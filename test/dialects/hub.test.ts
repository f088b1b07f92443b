import { createStreamClient, type StreamEvent } from 'bisse';
import { createHub } from 'bisse/server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runtimeDefinitions } from '../../src/events/dialect.ts';
import { systems } from './systems.ts';

const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Whom each document's server sends to. */
const audiences: Readonly<Record<string, string>> = {
  LabsOS: 'project:project_1',
  'Workload Insights': '*',
  PulseStage: 'tenant:acme',
  Reels: 'user:user123',
};

describe.each(systems)("bisse's hub in the framing of $name", (system) => {
  const definitions = runtimeDefinitions(system.dialect);
  const payloads = definitions.map(({ type, channel }) => ({
    type,
    to: audiences[system.name] ?? `channel:${channel}`,
    data: system.events[type]?.data,
  }));

  test('tells every event with its payload, also those that came while the stream was down', async () => {
    const hub = createHub({
      events: system.dialect,
      authorize: () => ({ user: 'user123', scopes: ['channel:*', 'pin:*', 'tenant:acme', 'project:project_1'] }),
    });
    const client = createStreamClient({
      url: 'http://hub.test/events',
      dialect: system.dialect,
      fetch: (input, init) => hub.fetch(new Request(input, init)),
    });
    const events: StreamEvent[] = [];
    const gaps: string[] = [];
    client.on('*' as never, (event: StreamEvent) => void events.push(event));
    client.onGap(({ reason }) => void gaps.push(reason));
    undo.push(
      () => hub.close(),
      () => client.close(),
    );
    for (const channel of new Set(definitions.map((one) => one.channel))) if (channel) client.lease({ channel });
    client.connect();
    await vi.waitFor(() => expect(client.isLive()).toBe(true));
    const half = Math.ceil(payloads.length / 2);
    for (const one of payloads.slice(0, half)) await hub.publish(one as never);
    await vi.waitFor(() => expect(events).toHaveLength(half));
    client.close();
    for (const one of payloads.slice(half)) await hub.publish(one as never);
    client.connect();
    await vi.waitFor(() => expect(events).toHaveLength(payloads.length));
    expect(events.map(({ type, data }) => ({ type, data }))).toEqual(
      payloads.map(({ type, data }) => ({ type, data })),
    );
    expect(events.map(({ replayed }) => replayed)).toEqual(payloads.map((_, index) => index >= half));
    expect(gaps).toEqual([]);
  });
});
