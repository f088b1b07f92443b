import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDemo } from './running.ts';

let demo: Awaited<ReturnType<typeof runDemo>>;

beforeAll(async () => {
  demo = await runDemo();
}, 120_000);

afterAll(() => demo.close());

const project = '/api/projects/lab';

test('a source is taken in: a job reads it page by page and proposes nodes', async () => {
  const stream = await demo.listen('status');
  const { status, body } = await demo.ask('POST', `${project}/sources`, { source_name: 'Test.pdf', pages: 3 });
  expect({ status, ...body }).toMatchObject({ status: 'pending', source_name: 'Test.pdf' });
  expect(await stream.nextOf('source_added')).toEqual(body);

  await demo.clock.advance(700);
  expect(await stream.nextOf('status_update')).toMatchObject({ sourceId: body.id, status: 'processing' });
  const job = await stream.nextOf('job_started');
  expect(job).toMatchObject({ source_id: body.id, current: 0, total: 3 });
  const current: unknown[] = [];
  for (let stage: unknown = ''; stage !== 'complete'; ) {
    await demo.clock.advance(700);
    const { jobId, progress } = await stream.nextOf('progress_update');
    expect(jobId).toBe(job['id']);
    current.push((progress as { current: number }).current);
    stage = (progress as { stage: string }).stage;
  }
  expect(current).toEqual([1, 2, 3]);
  expect(await stream.nextOf('status_update')).toMatchObject({ sourceId: body.id, status: 'completed' });
  const proposed = [await stream.nextOf('new_proposal'), await stream.nextOf('new_proposal')];
  stream.leave();

  expect(await demo.row(`${project}/sources`, body.id)).toMatchObject({ status: 'completed' });
  expect(await demo.row(`${project}/jobs`, job['id'] as string)).toMatchObject({ stage: 'complete', current: 3 });
  for (const { proposalId, title, confidence } of proposed) {
    expect(await demo.row(`${project}/proposals`, proposalId as string)).toMatchObject({ title, confidence });
  }
});

test('a job that shall fail fails its source, which can be read again from the first page on', async () => {
  const stream = await demo.listen('status');
  const path = `${project}/sources/source_1/ingest`;
  await demo.ask('POST', path);
  expect((await demo.ask('POST', path)).status).toBe(409);
  await demo.clock.advance(700);
  const job = await stream.nextOf('job_started');
  await demo.ask('POST', `${project}/jobs/${job['id']}/fail`);
  await demo.clock.advance(700);
  expect(await stream.nextOf('progress_update')).toMatchObject({ jobId: job['id'], progress: { stage: 'failed' } });
  expect(await stream.nextOf('status_update')).toMatchObject({ sourceId: 'source_1', status: 'failed' });
  expect((await demo.ask('POST', `${project}/jobs/${job['id']}/fail`)).status).toBe(409);

  await demo.ask('POST', path);
  await demo.clock.advance(700);
  expect(await stream.nextOf('job_started')).toMatchObject({ id: job['id'], current: 0, stage: 'extracting' });
  await demo.clock.advance(700);
  expect(await stream.nextOf('progress_update')).toMatchObject({ progress: { stage: 'extracting' } });
  stream.leave();
});

test('a proposal is reworded, accepted as a node, or rejected', async () => {
  const stream = await demo.listen('status');
  const path = `${project}/proposals`;
  await demo.ask('PUT', `${path}/proposal_1`, { title: 'Thaw on ice' });
  expect(await stream.nextOf('proposal_update')).toEqual({ proposalId: 'proposal_1', title: 'Thaw on ice' });
  const { body: node } = await demo.ask('POST', `${path}/proposal_1/accept`);
  expect(await stream.nextOf('proposal_deleted')).toEqual({ proposalId: 'proposal_1' });
  expect(await stream.nextOf('node_created')).toEqual(node);
  expect((await demo.rows(`${project}/nodes`))[0]).toEqual(node);
  await demo.ask('POST', `${path}/proposal_2/reject`);
  expect(await stream.nextOf('proposal_deleted')).toEqual({ proposalId: 'proposal_2' });
  stream.leave();
  const left = (await demo.rows(path)).map(({ id }) => id);
  expect(left).not.toContain('proposal_1');
  expect(left).not.toContain('proposal_2');
});

test.each([
  ['POST', '/sources', {}, 400],
  ['POST', '/sources', { source_name: 'x', pages: 1.5 }, 400],
  ['POST', '/sources/none/ingest', {}, 404],
  ['POST', '/jobs/none/fail', {}, 404],
  ['PUT', '/proposals/proposal_3', {}, 400],
  ['POST', '/proposals/none/accept', {}, 404],
])('%s %s with %j is refused with %i', async (method, path, body, status) => {
  const answer = await demo.ask(method as string, `${project}${path}`, body);
  expect(answer).toMatchObject({ status, body: { reason: expect.stringMatching(/.{10}/) } });
});
