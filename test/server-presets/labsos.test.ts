import { createProjectStatus } from 'bisse/server/presets/labsos';
import { expect, onTestFinished, test, vi } from 'vitest';
import { labsosFrames } from '../../src/dialects/test/frames/labsos.ts';
import type { AppOptions } from './apps/app.ts';
import { startLabsOS } from './apps/labsos.ts';
import { brokenLog } from './broken-log.ts';
import { dataOf, openRaw } from './raw-stream.ts';

async function start(options: AppOptions = {}) {
  const app = await startLabsOS(options);
  onTestFinished(() => app.close());
  const open = async (projectId = 'p1', headers?: Record<string, string>) => {
    const stream = await openRaw(`${app.origin}/api/projects/${projectId}/status?token=ana`, headers);
    await stream.until('"connected"');
    return stream;
  };
  const status = (projectId: string, id: string) =>
    app.code.projectStatus.send(projectId, {
      ...{ type: 'status_update', sourceId: id, status: 'completed', sourceName: 's', updatedAt: 'now' },
    });
  return { ...app, ...app.code, open, status };
}

const progressRow = {
  ...{ id: 'job_1', project_id: 'p1', progress_stage: 'extracting', progress_current: 3, progress_total: 8 },
  ...{ progress_message: 'Reading page 3 of 8', progress_updated_at: '2024-01-15T10:30:00Z' },
};
const sourceRow = {
  ...{ id: 'source_1', project_id: 'p1', status: 'completed', source_name: 'Interviews.pdf' },
  updated_at: '2024-01-15T10:30:00Z',
};
const proposalRow = {
  ...{ id: 'proposal_1', project_id: 'p1', title: 'Sample preparation', confidence: 0.87 },
  created_at: '2024-01-15T10:30:00Z',
};
const revised = { ...proposalRow, title: 'Sample preparation, revised', confidence: 0.91 };

test("the document's listeners write its very bytes", async () => {
  const { open, channel } = await start();
  const stream = await open();
  channel.change('UPDATE', 'ingestion_sources', { new: sourceRow, old: {} });
  channel.change('UPDATE', 'jobs', { new: progressRow, old: { progress_updated_at: progressRow.progress_updated_at } });
  channel.change('UPDATE', 'jobs', { new: progressRow, old: {} });
  channel.change('INSERT', 'proposed_nodes', { new: proposalRow, old: {} });
  await stream.until('new_proposal');
  const { status_update, progress_update, new_proposal } = labsosFrames;
  expect(stream.blocks().slice(1)).toEqual([status_update, progress_update, new_proposal]);
});

test('one listener for all changes writes the same, and what the document lists besides', async () => {
  const { open, projectStatus } = await start();
  const stream = await open();
  const { onChange } = projectStatus;
  onChange({ table: 'ingestion_sources', eventType: 'UPDATE', new: sourceRow, old: {} });
  onChange({ table: 'jobs', eventType: 'UPDATE', new: progressRow, old: progressRow });
  onChange({ table: 'jobs', eventType: 'UPDATE', new: progressRow, old: { progress_updated_at: null } });
  onChange({ table: 'jobs', eventType: 'INSERT', new: progressRow, old: {} });
  onChange({ table: 'proposed_nodes', eventType: 'INSERT', new: proposalRow, old: {} });
  onChange({ table: 'proposed_nodes', eventType: 'UPDATE', new: revised, old: {} });
  onChange({ table: 'proposed_nodes', eventType: 'DELETE', new: {}, old: proposalRow });
  await stream.until('proposal_deleted');
  const { connected: _, ...frames } = labsosFrames;
  expect(stream.blocks().slice(1)).toEqual(Object.values(frames));
});

test('a change that names no project is told to nobody but the logger', async () => {
  const warn = vi.fn();
  const { projectStatus } = await start({ logger: { warn, error() {} } });
  projectStatus.onChange({ table: 'proposed_nodes', eventType: 'DELETE', new: {}, old: { id: 'proposal_1' } });
  expect(warn).toHaveBeenCalledTimes(1);
  expect(projectStatus.hub.stats().published).toBe(0);
});

test("a stream begins with the document's connected, and its heartbeats are flat", async () => {
  const { open } = await start({ heartbeat: 30 });
  const stream = await open();
  await stream.until('"heartbeat"');
  const [connected, heartbeat] = stream.blocks();
  expect(connected).toMatch(/^data: \{"type":"connected","message":"Connected to status updates",/);
  expect(dataOf(connected)).toMatchObject({ resume: 'fresh', heartbeatMs: 30 });
  expect(dataOf(heartbeat)).toEqual({ type: 'heartbeat', timestamp: expect.any(Number) });
});

test('a project is heard by those who follow it, of all that one hub carries', async () => {
  const { open, status } = await start();
  const [p1, p2] = [await open('p1'), await open('p2')];
  await status('p1', 'one');
  await status('p2', 'two');
  await status('p1', 'end');
  await status('p2', 'end');
  for (const stream of [p1, p2]) await stream.until('"end"');
  expect([p1, p2].map((stream) => stream.text().match(/"(?:one|two)"/g))).toEqual([['"one"'], ['"two"']]);
});

test('who is not signed in, or may not, is refused in the words of the route', async () => {
  const { origin } = await start();
  const ask = async (path: string) => {
    const answer = await fetch(`${origin}/api/projects/${path}`, { headers: { origin: 'https://app.example' } });
    return [answer.status, await answer.text(), answer.headers.get('access-control-allow-origin')];
  };
  expect(await ask('p1/status')).toEqual([401, 'Unauthorized', 'https://app.example']);
  expect(await ask('p1/status?token=wrong')).toEqual([401, 'Unauthorized', 'https://app.example']);
  expect(await ask('secret/status?token=ana')).toEqual([403, 'Forbidden', 'https://app.example']);
});

test('a project that is called like all projects is refused', async () => {
  const { origin } = await start();
  for (const name of ['*', 'a:*', '%2A']) {
    expect((await fetch(`${origin}/api/projects/${name}/status?token=ana`)).status).toBe(401);
  }
});

test('an authorize that gives nothing is a 401 with the word of the document; params may be there at once', async () => {
  const { GET, hub } = createProjectStatus({ authorize: () => null });
  const answer = await GET(new Request('http://localhost/api/projects/p1/status'), { params: { projectId: 'p1' } });
  expect([answer.status, await answer.text()]).toEqual([401, 'Unauthorized']);
  await hub.close();
});

test('a stream goes on where it was cut, with what came meanwhile, once', async () => {
  const { open, status, drop } = await start();
  const before = await open();
  await status('p1', 's1');
  await before.until('"s1"');
  drop();
  await before.ended;
  await status('p1', 's2');
  const after = await open('p1', { 'last-event-id': before.cursor() });
  await status('p1', 's3');
  await after.until('"s3"');
  expect(after.text().match(/s\d(?=")/g)).toEqual(['s2', 's3']);
  const other = await open('p2', { 'last-event-id': before.cursor() });
  await status('p2', 'end');
  await other.until('"end"');
  expect(other.text()).not.toContain('"s2"');
});

test('a message that cannot be sent never fails the listener, and is told', async () => {
  const error = vi.fn();
  const { channel, projectStatus } = await start({ log: brokenLog(), logger: { warn() {}, error } });
  channel.change('UPDATE', 'ingestion_sources', { new: sourceRow, old: {} });
  await projectStatus.send('p1', { type: 'nonsense' });
  await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(2));
});
