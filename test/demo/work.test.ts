import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDemo } from './running.ts';

test('work that was under way goes on after a restart', { timeout: 120_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bisse-work-'));
  const first = await runDemo({ dataDir });
  const stream = await first.listen('automation');
  await first.ask('POST', '/api/pipelines/pipe_2/start');
  await first.clock.advance(700);
  await stream.nextOf('automation:pipeline_status');
  const before = await stream.nextOf('automation:pipeline_status');
  stream.leave();
  await first.close();

  const second = await runDemo({ dataDir });
  expect(await second.row('/api/pipelines', 'pipe_2')).toMatchObject({ status: 'running' });
  const again = await second.listen('automation');
  await second.clock.advance(700);
  const after = await again.nextOf('automation:pipeline_status');
  expect(after['progress']).toBeGreaterThan(before['progress'] as number);
  again.leave();
  await second.close();
  await rm(dataDir, { recursive: true, force: true });
});

test('nothing waits any more once the demo is closed', { timeout: 60_000 }, async () => {
  const demo = await runDemo();
  expect(demo.clock.pending()).toBeGreaterThan(0);
  await demo.close();
  expect(demo.clock.pending()).toBe(0);
});

test('whoever comes is told of once, and so is whoever leaves', { timeout: 60_000 }, async () => {
  const demo = await runDemo();
  const stream = await demo.listen('presence');
  const be = (isOnline: unknown, id = 'luca') => demo.ask('PUT', `/api/people/${id}/presence`, { isOnline });
  await be(true);
  await be(true);
  const { body } = await be(false);
  expect(await stream.next()).toMatchObject({ type: 'presence_updated', data: { userId: 'luca', isOnline: true } });
  expect(await stream.next()).toMatchObject({ type: 'presence_updated', data: { userId: 'luca', isOnline: false } });
  stream.leave();
  expect(await demo.row('/api/people', 'luca')).toEqual(body);
  expect((await be('yes')).status).toBe(400);
  expect((await be(true, 'none')).status).toBe(404);
  await demo.close();
});
