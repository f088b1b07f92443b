import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDemo } from './running.ts';

let demo: Awaited<ReturnType<typeof runDemo>>;

beforeAll(async () => {
  demo = await runDemo();
}, 120_000);

afterAll(() => demo.close());

describe('pipelines', () => {
  test('a pipeline runs through its stages to its end, a step at a time, and shows it on its pin', async () => {
    const stream = await demo.listen('automation,pins');
    const { status, body } = await demo.ask('POST', '/api/pipelines/pipe_1/start');
    expect({ status, ...body }).toMatchObject({ status: 'running', progress: 0, stage: 'data_processing' });
    expect(await stream.nextOf('automation:pipeline_status')).toMatchObject({ pipelineId: 'pipe_1', progress: 0 });
    const stages = new Set<unknown>();
    for (let progress = 0; progress < 100; ) {
      await demo.clock.advance(700);
      const step = await stream.nextOf('automation:pipeline_status');
      expect(step['progress']).toBeGreaterThan(progress);
      progress = step['progress'] as number;
      stages.add(step['stage']);
      expect(step['status']).toBe(progress === 100 ? 'completed' : 'running');
    }
    expect([...stages]).toEqual(['data_processing', 'transforming', 'publishing']);
    const { updatedVars } = await stream.nextOf('pin:content_updated');
    expect(updatedVars).toMatchObject({ 'automation.records_processed': 12_400 });
    stream.leave();
    expect(await demo.row('/api/pipelines', 'pipe_1')).toMatchObject({ status: 'completed', progress: 100 });
    expect((await demo.row('/api/pins', 'pin_102'))['templateVars']).toMatchObject(updatedVars as object);
  });

  test('one that is cancelled stands still where it was', async () => {
    await demo.ask('POST', '/api/pipelines/pipe_2/start');
    const stream = await demo.listen('automation');
    await demo.clock.advance(700);
    const { progress } = await stream.nextOf('automation:pipeline_status');
    const { body } = await demo.ask('POST', '/api/pipelines/pipe_2/cancel');
    expect(body).toMatchObject({ status: 'failed', stage: 'cancelled', progress });
    expect(await stream.nextOf('automation:pipeline_status')).toMatchObject({ stage: 'cancelled', progress });
    stream.leave();
    await demo.clock.advance(1_400);
    expect(await demo.row('/api/pipelines', 'pipe_2')).toEqual(body);
  });

  test('one that shall fail does so at its next step, and the API it calls is said to answer with errors', async () => {
    await demo.ask('POST', '/api/pipelines/pipe_3/start');
    await demo.ask('POST', '/api/pipelines/pipe_3/fail');
    const stream = await demo.listen('automation');
    await demo.clock.advance(700);
    expect(await stream.nextOf('automation:pipeline_status')).toMatchObject({ status: 'failed', progress: 0 });
    const answer = await stream.nextOf('automation:api_status');
    stream.leave();
    expect(answer).toMatchObject({ provider: 'hubspot', status: 'error' });
    expect(await demo.row('/api/apis', 'hubspot /crm/v3/contacts')).toMatchObject(answer);
    // A second run is a fresh one.
    expect((await demo.ask('POST', '/api/pipelines/pipe_3/start')).body).toMatchObject({ status: 'running' });
  });

  test.each([
    ['/api/pipelines/pipe_1/cancel', 409],
    ['/api/pipelines/pipe_1/fail', 409],
    ['/api/pipelines/none/start', 404],
  ])('POST %s is refused with %i', async (path, status) => {
    const answer = await demo.ask('POST', path);
    expect(answer).toMatchObject({ status, body: { reason: expect.stringMatching(/.{10}/) } });
  });
});

test('a data source is read to its end', async () => {
  const stream = await demo.listen('automation');
  expect((await demo.ask('POST', '/api/data-sources/ds_sheet/sync')).body).toMatchObject({ recordsProcessed: 0 });
  expect((await demo.ask('POST', '/api/data-sources/ds_sheet/sync')).status).toBe(409);
  let sync = await stream.nextOf('automation:datasource_sync');
  expect(sync).toMatchObject({ sourceId: 'ds_sheet', status: 'syncing' });
  while (sync['status'] === 'syncing') {
    await demo.clock.advance(600);
    sync = await stream.nextOf('automation:datasource_sync');
  }
  stream.leave();
  expect(sync).toMatchObject({ status: 'completed', recordsProcessed: 240, totalRecords: 240 });
  const { sourceId: _, ...fields } = sync;
  expect(await demo.row('/api/data-sources', 'ds_sheet')).toMatchObject(fields);
});

describe('generated texts', () => {
  test('a text comes on until it is there, and can be removed then', async () => {
    const stream = await demo.listen('ai');
    const { status, body } = await demo.ask('POST', '/api/ai/generations', { prompt: 'A test', userId: 'a' });
    expect(status).toBe(202);
    expect(await stream.nextOf('ai:generation_requested')).toEqual(body);
    expect((await demo.ask('DELETE', `/api/ai/generations/${body.id}`)).status).toBe(409);
    let told = await advanceTo(stream, 'ai:generation_complete');
    expect(told['requestId']).toBe(body.id);
    const { content } = told['result'] as { content: string };
    expect(await demo.row('/api/ai/generations', body.id)).toMatchObject({ content, stage: 'complete', progress: 100 });
    await demo.ask('DELETE', `/api/ai/generations/${body.id}`);
    told = await stream.nextOf('ai:generation_removed');
    stream.leave();
    expect(told).toEqual({ requestId: body.id });
    expect((await demo.rows('/api/ai/generations')).some(({ id }) => id === body.id)).toBe(false);
  });

  test('who has few requests left is warned, and then refused until the minute is over', async () => {
    const stream = await demo.listen('system');
    const request = () => demo.ask('POST', '/api/ai/generations', { prompt: 'More', userId: 'b' });
    for (let count = 0; count < 6; count++) expect((await request()).status).toBe(202);
    for (const remaining of [2, 1, 0]) {
      const warning = await stream.nextOf('system:rate_limit_warning');
      expect(warning).toMatchObject({ userId: 'b', endpoint: '/api/ai/generations', remaining });
    }
    expect(await request()).toMatchObject({ status: 429, body: { reason: expect.stringContaining('UTC') } });
    expect(await stream.nextOf('system:rate_limit_warning')).toMatchObject({ remaining: 0 });
    stream.leave();
    expect(await demo.row('/api/apis', 'openai /v1/completions')).toMatchObject({ status: 'rate_limited' });
    await demo.clock.advance(60_000);
    expect((await request()).status).toBe(202);
  });

  async function advanceTo(stream: Awaited<ReturnType<typeof demo.listen>>, type: string) {
    for (let step = 0; step < 20; step++) {
      await demo.clock.advance(600);
      const told = await stream.next();
      if (told.type === type) return told.data;
    }
    throw new Error(`"${type}" was not told`);
  }
});

test('an export is a job of which the end is told', async () => {
  const stream = await demo.listen('system');
  const { status, body } = await demo.ask('POST', '/api/exports');
  expect(status).toBe(202);
  await demo.clock.advance(2_000);
  const job = await stream.nextOf('system:job_completed');
  stream.leave();
  expect(job).toMatchObject({ jobId: body.id, type: 'data_export', status: 'completed', result: { pins: 12 } });
});

test('the audience and the trending pins are told again and again', async () => {
  const stream = await demo.listen('analytics');
  await demo.clock.advance(5_000);
  const online = (await demo.rows('/api/people')).filter(({ isOnline }) => isOnline).length;
  const users = await stream.nextOf('analytics:active_users');
  expect(users).toMatchObject({ authenticated: online, anonymous: 1, total: online + 1 });
  await stream.nextOf('analytics:trending_pins');
  await demo.ask('POST', '/api/pins/pin_111/view');
  await demo.clock.advance(5_000);
  const { pins } = await stream.nextOf('analytics:trending_pins');
  stream.leave();
  expect((pins as object[])[0]).toMatchObject({ id: 'pin_111', trend: expect.stringMatching(/^\+0\.\d%$/) });
});
