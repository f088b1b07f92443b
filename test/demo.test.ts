import { QueryClient, type QueryFunctionContext, QueryObserver } from '@tanstack/react-query';
import { createStreamClient } from 'bisse';
import { notePosition, querySink } from 'bisse/query';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dialect } from '../demo/dialect.ts';
import { type Demo, startDemo } from '../demo/server/start.ts';

let demo: Demo;

// A new Postgres takes seconds to make.
beforeAll(async () => {
  demo = await startDemo();
}, 60_000);

afterAll(() => demo.close());

type Row = Record<string, unknown> & { readonly id: string };

function ask(method: string, path: string, body?: unknown): Promise<Response> {
  if (method === 'GET') return fetch(demo.url + path);
  const isText = typeof body === 'string';
  return fetch(demo.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: isText ? body : JSON.stringify(body ?? {}),
  });
}

async function list(name: string): Promise<Row[]> {
  return (await ask('GET', `/api/${name}`)).json() as Promise<Row[]>;
}

async function firstOf(name: string, wanted: (row: Row) => boolean = () => true): Promise<Row> {
  const row = (await list(name)).find(wanted);
  if (!row) throw new Error(`no such row in ${name}`);
  return row;
}

/** The stream from `cursor` on: `next(count)` gives that many events. */
async function listen(channels: string, cursor?: string) {
  const leaving = new AbortController();
  const response = await fetch(`${demo.url}/events?channels=${channels}`, {
    signal: leaving.signal,
    headers: cursor ? { 'last-event-id': cursor } : {},
  });
  const frames = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  const connected = (await frames.read()).value;
  expect(connected?.event).toBe('connected');
  return {
    async next(count = 1): Promise<{ type: string; data: Record<string, unknown> }[]> {
      const events = [];
      while (events.length < count) {
        const frame = (await frames.read()).value;
        if (frame?.event !== 'heartbeat')
          events.push({ type: frame?.event ?? '', data: JSON.parse(frame?.data ?? '') });
      }
      return events;
    },
    leave: () => leaving.abort(),
  };
}

/** Sends a request; gives its answer, the events it caused and the row as the list has it then. */
async function change(channel: string, events: number, method: string, path: string, body?: unknown) {
  const stream = await listen(channel);
  const response = await ask(method, path, body);
  const row = (await response.json()) as Row;
  const told = await stream.next(events);
  stream.leave();
  const kept = (await list(channel)).find(({ id }) => id === row.id);
  expect(kept).toEqual(row);
  return { status: response.status, row, events: told, event: told[0] };
}

describe('lists', () => {
  test.each([
    ['pins', 12],
    ['questions', 24],
    ['activities', 24],
  ])('%s is a bare array with a place in the stream', async (name, atLeast) => {
    const response = await ask('GET', `/api/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('stream-cursor')).toMatch(/^[^;\s]+$/);
    const rows = (await response.json()) as Row[];
    expect(rows.length).toBeGreaterThanOrEqual(atLeast);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  test('a stream that starts at the place of a list tells what came after it', async () => {
    const cursor = (await ask('GET', '/api/pins')).headers.get('stream-cursor') as string;
    const { id } = await firstOf('pins');
    await ask('POST', `/api/pins/${id}/view`);
    const stream = await listen('pins', cursor);
    expect(await stream.next()).toMatchObject([{ type: 'pin:views_updated', data: { pinId: id } }]);
    stream.leave();
  });
});

describe('questions', () => {
  const body = 'Can we have a test that asks?';
  let id: string;

  test('asking makes an open question without votes', async () => {
    const { status, row, event } = await change('questions', 1, 'POST', '/questions', { body });
    expect(status).toBe(201);
    expect(row).toMatchObject({ body, upvotes: 0, status: 'OPEN', tags: [], isPinned: false, isFrozen: false });
    expect(event).toEqual({ type: 'question:created', data: row });
    expect((await list('questions'))[0]).toEqual(row);
    id = row.id;
  });

  test('each vote adds one', async () => {
    for (const upvotes of [1, 2]) {
      const { status, row, event } = await change('questions', 1, 'POST', `/questions/${id}/upvote`);
      expect(status).toBe(200);
      expect(row['upvotes']).toBe(upvotes);
      expect(event).toEqual({ type: 'question:upvoted', data: { questionId: id, upvotes } });
    }
  });

  test('an answer closes it', async () => {
    const responseText = 'It asks, it is answered.';
    const { row, event } = await change('questions', 1, 'POST', `/questions/${id}/answer`, { responseText });
    const { respondedAt } = row;
    expect(row).toMatchObject({ responseText, status: 'ANSWERED' });
    expect(event).toEqual({ type: 'question:answered', data: { id, responseText, respondedAt, status: 'ANSWERED' } });
  });

  test('tags are added by name, replaced by name and taken away by name', async () => {
    const path = `/questions/${id}`;
    await ask('POST', `${path}/tag`, { name: 'Roadmap', color: '#10B981' });
    const blue = await change('questions', 1, 'POST', `${path}/tag`, { name: 'Product', color: '#000000' });
    expect(blue.row['tags']).toHaveLength(2);
    const { row, event } = await change('questions', 1, 'POST', `${path}/tag`, { name: 'Product', color: '#3B82F6' });
    expect(row['tags']).toMatchObject([{ name: 'Roadmap' }, { name: 'Product', color: '#3B82F6' }]);
    expect(event).toEqual({ type: 'question:tagged', data: { questionId: id, tags: row['tags'] } });
    const less = await change('questions', 1, 'POST', `${path}/untag`, { name: 'Roadmap' });
    expect(less.row['tags']).toMatchObject([{ name: 'Product' }]);
    expect(less.event).toEqual({ type: 'question:untagged', data: { questionId: id, tags: less.row['tags'] } });
  });

  test('it is pinned and let go', async () => {
    const { row, event } = await change('questions', 1, 'POST', `/questions/${id}/pin`, { isPinned: true });
    const { pinnedBy, pinnedAt } = row;
    expect(pinnedBy).toEqual(expect.any(String));
    expect(event).toEqual({ type: 'question:pinned', data: { questionId: id, isPinned: true, pinnedBy, pinnedAt } });
    const after = await change('questions', 1, 'POST', `/questions/${id}/pin`, { isPinned: false });
    expect(after.row).toMatchObject({ isPinned: false, pinnedBy: null, pinnedAt: null });
  });

  test('a frozen question takes neither votes nor answers, until it is thawed', async () => {
    const { row, event } = await change('questions', 1, 'POST', `/questions/${id}/freeze`, { isFrozen: true });
    const { frozenBy, frozenAt } = row;
    expect(event).toEqual({ type: 'question:frozen', data: { questionId: id, isFrozen: true, frozenBy, frozenAt } });
    for (const [act, body] of [
      ['upvote', {}],
      ['answer', { responseText: 'No.' }],
    ] as const) {
      const response = await ask('POST', `/questions/${id}/${act}`, body);
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ reason: expect.stringContaining('frozen') });
    }
    expect(await firstOf('questions', (one) => one.id === id)).toEqual(row);
    await ask('POST', `/questions/${id}/freeze`, { isFrozen: false });
    expect((await ask('POST', `/questions/${id}/upvote`)).status).toBe(200);
  });

  test('votes that come at once are all counted, and told in the order of their commits', async () => {
    const { id, upvotes } = await firstOf('questions', ({ isFrozen }) => !isFrozen);
    const stream = await listen('questions');
    await Promise.all(Array.from({ length: 30 }, () => ask('POST', `/questions/${id}/upvote`)));
    const told = (await stream.next(30)).map(({ data }) => data['upvotes']);
    stream.leave();
    expect(told).toEqual(Array.from({ length: 30 }, (_, index) => (upvotes as number) + 1 + index));
  });
});

describe('pins', () => {
  test('new variables are added to the old ones', async () => {
    const { id, templateVars } = await firstOf('pins');
    const updatedVars = { 'automation.status': 'completed', odd: null };
    const { status, row, events } = await change('pins', 1, 'PUT', `/api/pins/${id}`, { templateVars: updatedVars });
    expect(status).toBe(200);
    expect(row['templateVars']).toEqual({ ...(templateVars as object), ...updatedVars });
    expect(Object.keys(row['templateVars'] as object).at(-1)).toBe('odd');
    expect(events).toMatchObject([{ type: 'pin:content_updated', data: { pinId: id, updatedVars } }]);
  });

  test('a status makes it public or not', async () => {
    const { id } = await firstOf('pins');
    for (const [status, isPublic] of [
      ['draft', false],
      ['published', true],
    ]) {
      const { row, event } = await change('pins', 1, 'PUT', `/api/pins/${id}`, { status });
      expect(row).toMatchObject({ status, isPublic });
      expect(event).toMatchObject({ type: 'pin:status_changed', data: { pinId: id, status, isPublic } });
    }
  });

  test('a title is told by the demo’s own event', async () => {
    const { id } = await firstOf('pins');
    const { row, event } = await change('pins', 1, 'PUT', `/api/pins/${id}`, { title: 'Another name' });
    expect(event).toEqual({ type: 'pin:updated', data: row });
  });

  test('all at once is told by all three', async () => {
    const { id } = await firstOf('pins');
    const body = { title: 'Third name', status: 'draft', templateVars: { a: 1 } };
    const { events } = await change('pins', 3, 'PUT', `/api/pins/${id}`, body);
    expect(events.map(({ type }) => type)).toEqual(['pin:content_updated', 'pin:status_changed', 'pin:updated']);
  });

  test('each view adds one', async () => {
    const { id, views } = await firstOf('pins');
    const { row, event } = await change('pins', 1, 'POST', `/api/pins/${id}/view`);
    expect(row['views']).toBe((views as number) + 1);
    expect(event).toMatchObject({ type: 'pin:views_updated', data: { pinId: id, views: row['views'] } });
  });
});

describe('activities', () => {
  const fields = { category: 'IT', subcategory: 'Printer', location: 'Hall 1', reporter: 'Ana' };

  test('reporting makes an open activity that nobody works on', async () => {
    const { status, row, event } = await change('activities', 1, 'POST', '/api/activities', fields);
    expect(status).toBe(201);
    expect(row).toMatchObject({ ...fields, status: 'Open', assignedTo: null });
    expect(event).toEqual({ type: 'activity_created', data: row });
    expect((await list('activities'))[0]).toEqual(row);
  });

  test.each([
    ['status', { status: 'Done', notes: 'Fixed', authorId: 'Ana' }],
    ['general', { location: 'Hall 9' }],
  ])('a change of the %s says so', async (updateType, body) => {
    const { id } = await firstOf('activities', ({ status }) => status === 'Open');
    const { row, events } = await change('activities', 1, 'PUT', `/api/activities/${id}`, body);
    expect(events).toEqual([{ type: 'activity_updated', data: { ...row, updateType } }]);
    if ('notes' in body) expect(row['latestUpdate']).toEqual({ notes: 'Fixed', authorId: 'Ana', updateType });
  });

  test('another assignee is told twice, and nobody is one too', async () => {
    const { id } = await firstOf('activities', ({ assignedTo }) => assignedTo === null);
    const given = await change('activities', 2, 'PUT', `/api/activities/${id}`, { assignedTo: 'Ben' });
    expect(given.events).toEqual([
      { type: 'activity_updated', data: { ...given.row, updateType: 'assignment' } },
      { type: 'assignment_changed', data: { ...given.row, oldAssigneeId: null, newAssigneeId: 'Ben' } },
    ]);
    const taken = await change('activities', 2, 'PUT', `/api/activities/${id}`, { assignedTo: null });
    expect(taken.events[1]?.data).toMatchObject({ assignedTo: null, oldAssigneeId: 'Ben', newAssigneeId: null });
  });
});

describe('refusals', () => {
  test.each([
    ['POST', '/questions/none/upvote', {}],
    ['POST', '/questions/none/answer', { responseText: 'x' }],
    ['POST', '/questions/a%00b/upvote', {}],
    ['PUT', '/api/pins/none', { title: 'x' }],
    ['POST', '/api/pins/none/view', {}],
    ['PUT', '/api/activities/none', { status: 'Done' }],
    ['GET', '/api/none', undefined],
  ])('%s %s is not found, and says so', async (method, path, body) => {
    const response = await ask(method, path, body);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ reason: expect.stringMatching(/.{10}/) });
  });

  test.each([
    ['POST', '/questions', {}],
    ['POST', '/questions', { body: '  ' }],
    ['POST', '/questions', { body: 7 }],
    ['POST', '/questions', { body: 'a\0b' }],
    ['POST', '/questions', [1]],
    ['POST', '/questions', '{"body":'],
    ['POST', '/questions/question-01/answer', {}],
    ['POST', '/questions/question-01/tag', { name: '' }],
    ['POST', '/questions/question-01/tag', { name: 'x', color: 'url(x)' }],
    ['POST', '/questions/question-01/pin', { isPinned: 'yes' }],
    ['POST', '/questions/question-01/freeze', {}],
    ['PUT', '/api/pins/pin_101', {}],
    ['PUT', '/api/pins/pin_101', { templateVars: 'x' }],
    ['POST', '/api/activities', { category: 'IT' }],
    ['PUT', '/api/activities/activity-01', { assignedTo: 7 }],
  ])('%s %s with %j is a bad request, and says why', async (method, path, body) => {
    const response = await ask(method, path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ reason: expect.stringMatching(/.{10}/) });
  });

  test('an act that needs no body takes none', async () => {
    const { id } = await firstOf('pins');
    expect((await fetch(`${demo.url}/api/pins/${id}/view`, { method: 'POST' })).status).toBe(200);
    expect((await ask('POST', `/api/pins/${id}/view`, '')).status).toBe(200);
  });
});

describe('health', () => {
  const openStreams = async () => ((await (await ask('GET', '/api/health')).json()) as Row)['activeConnections'];

  test('counts the open streams', async () => {
    await vi.waitFor(async () => expect(await openStreams()).toBe(0));
    const streams = await Promise.all([listen('pins'), listen('system')]);
    expect(await openStreams()).toBe(2);
    for (const stream of streams) stream.leave();
    await vi.waitFor(async () => expect(await openStreams()).toBe(0));
  });

  test('is told to those who listen', async () => {
    const stream = await listen('system');
    const [event] = await stream.next();
    stream.leave();
    expect(event?.type).toBe('system:health_update');
    expect(event?.data).toMatchObject({ activeConnections: 1, uptime: expect.any(Number) });
    for (const name of ['cpu', 'memory']) {
      expect(event?.data[name]).toBeGreaterThanOrEqual(0);
      expect(event?.data[name]).toBeLessThanOrEqual(100);
    }
  });
});

test('the caches of a client equal the tables after many changes at once', { timeout: 20_000 }, async () => {
  const queryClient = new QueryClient();
  const client = createStreamClient({ url: `${demo.url}/events`, dialect, sinks: [querySink(queryClient)] });
  const unmount = client.mount();
  const names = ['pins', 'questions', 'activities'];
  const observers = names.map((name) => {
    const queryFn = async (context: QueryFunctionContext) => {
      const response = await ask('GET', `/api/${name}`);
      notePosition(context, response);
      return response.json();
    };
    return new QueryObserver(queryClient, { queryKey: [name], queryFn }).subscribe(() => {});
  });
  await vi.waitFor(() => expect(client.isLive()).toBe(true));

  const { id: question } = await firstOf('questions', ({ isFrozen }) => !isFrozen);
  const { id: pin } = await firstOf('pins');
  const { id: activity } = await firstOf('activities');
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => [
      ask('POST', `/questions/${question}/upvote`),
      ask('POST', '/questions', { body: `Question ${n}?` }),
      ask('POST', `/questions/${question}/tag`, { name: `Tag ${n % 5}`, color: 'teal' }),
      ask('POST', `/questions/${question}/untag`, { name: `Tag ${(n + 2) % 5}` }),
      ask('PUT', `/api/pins/${pin}`, { title: `Title ${n}`, templateVars: { [`v${n % 3}`]: n } }),
      ask('POST', `/api/pins/${pin}/view`),
      ask('PUT', `/api/activities/${activity}`, {
        status: `Step ${n}`,
        assignedTo: n % 2 ? 'Ana' : null,
        notes: `${n}`,
      }),
    ]).flat(),
  );
  for (const name of names) {
    const rows = await list(name);
    await vi.waitFor(() => expect(queryClient.getQueryData([name])).toEqual(rows), { timeout: 5_000 });
  }

  for (const stop of observers) stop();
  unmount();
  client.close();
  queryClient.clear();
});
