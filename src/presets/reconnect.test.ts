import { describe, expect, test } from 'vitest';
import { createStreamClient } from '../client/create-stream-client.ts';
import type { StreamClientOptions } from '../client/options.ts';
import type { Dialect } from '../events/dialect.ts';
import { stillPage } from '../utils/page.ts';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { projectStream } from './labsos/stream.ts';
import { tenantStream } from './pulsestage/stream.ts';
import { userStream } from './reels/stream.ts';
import { presetOptions } from './shared-stream.ts';
import { updatesStream } from './workload-insights/stream.ts';

/** When a preset tries, in seconds after it was told to connect to a server that cannot be reached. */
async function attempts<D extends Dialect>(stream: StreamClientOptions<D>, forMs: number, random?: () => number) {
  const clock = createVirtualClock();
  const start = clock.now();
  const at: number[] = [];
  const client = createStreamClient<D>({
    ...presetOptions({ ...stream, environment: { clock, page: stillPage, ...(random && { random }) } }),
    transport: {
      async open() {
        at.push((clock.now() - start) / 1_000);
        throw new TypeError('unreachable');
      },
    },
    onError: () => {},
  });
  client.connect();
  await clock.advance(forMs);
  client.close();
  return at;
}

const exactly = () => 1;

describe('while the server cannot be reached,', () => {
  test("PulseStage tries after 1, 2 and 4 s and at most 10 s, as its document's “Retry Behavior” says", async () => {
    expect(await attempts(tenantStream('acme'), 40_000, exactly)).toEqual([0, 1, 3, 7, 15, 25, 35]);
  });

  test('LabsOS tries after min(1000 · 2ⁿ, 30000) ms', async () => {
    expect(await attempts(projectStream('p1', {}), 100_000, exactly)).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
  });

  test('Reels tries every reconnectInterval, or retryTimeout, or 3 s', async () => {
    expect(await attempts(userStream({ reconnectInterval: 5_000, retryTimeout: 1 }), 16_000, exactly)).toEqual([
      0, 5, 10, 15,
    ]);
    expect(await attempts(userStream({ retryTimeout: 2_000 }), 5_000, exactly)).toEqual([0, 2, 4]);
    expect(await attempts(userStream({}), 7_000, exactly)).toEqual([0, 3, 6]);
  });

  test('Workload Insights, whose document names no delays, tries as bisse does', async () => {
    expect(await attempts(updatesStream(), 4_000, exactly)).toEqual([0, 0.5, 1.5, 3.5]);
  });

  test('each client tries up to a tenth earlier, and not all at one time', async () => {
    const seconds = await Promise.all(Array.from({ length: 20 }, () => attempts(tenantStream('acme'), 1_500)));
    const first = seconds.map(([, at]) => at ?? 0);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(0.9);
    expect(Math.max(...first)).toBeLessThanOrEqual(1);
    expect(new Set(first).size).toBeGreaterThan(1);
  });
});
