import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDemo } from './running.ts';

let demo: Awaited<ReturnType<typeof runDemo>>;

beforeAll(async () => {
  demo = await runDemo();
}, 120_000);

afterAll(() => demo.close());

const film = new Uint8Array(1_000);

function send(id: string, from: number, to: number, offset = from) {
  return demo.ask('PUT', `/api/reels/${id}/content`, film.slice(from, to), { 'upload-offset': String(offset) });
}

async function announce(title: string) {
  return (await demo.ask('POST', '/api/reels', { title, size: film.length })).body;
}

describe('uploads', () => {
  test('a film arrives part by part, is processed, and is ready', async () => {
    const stream = await demo.listen('uploads,notifications');
    const reel = await announce('A test');
    expect(await stream.nextOf('reel_created')).toEqual(reel);
    await send(reel.id, 0, 400);
    expect(await stream.nextOf('reel_upload_progress')).toEqual({ reelId: reel.id, status: 'uploading', progress: 40 });
    await send(reel.id, 400, 1_000);
    expect(await stream.nextOf('reel_upload_progress')).toEqual({ reelId: reel.id, status: 'processing', progress: 0 });
    for (let status: unknown = 'processing', progress = 0; status === 'processing'; ) {
      await demo.clock.advance(600);
      const step = await stream.nextOf('reel_upload_progress');
      expect(step['progress']).toBeGreaterThan(progress);
      [status, progress] = [step['status'], step['progress'] as number];
    }
    const { reelId, ...ready } = await stream.nextOf('reel_ready');
    expect(reelId).toBe(reel.id);
    expect(await stream.nextOf('notification')).toMatchObject({ title: 'Your reel is ready', type: 'success' });
    stream.leave();
    expect(await demo.row('/api/reels', reel.id)).toMatchObject({ status: 'ready', progress: 100, ...ready });
    const drawing = await fetch(`${demo.url}${ready['playbackUrl']}`);
    expect(drawing.headers.get('content-type')).toContain('image/svg+xml');
  });

  test('parts that do not follow, are too many, or are no bytes are refused, and the upload goes on', async () => {
    const { id } = await announce('Odd parts');
    await send(id, 0, 400);
    expect((await send(id, 500, 600)).status).toBe(409);
    expect((await send(id, 0, 700, 400)).status).toBe(400);
    expect((await demo.ask('PUT', `/api/reels/${id}/content`, { a: 1 }, { 'upload-offset': '400' })).status).toBe(415);
    expect((await send('none', 0, 1)).status).toBe(404);
    expect((await send(id, 400, 1_000)).body).toMatchObject({ status: 'processing', progress: 0 });
    expect((await send(id, 0, 1, 1_000)).status).toBe(409);
  });

  test('an upload of which nothing more comes is given up', async () => {
    const { id } = await announce('Left alone');
    await send(id, 0, 400);
    const stream = await demo.listen('uploads');
    await demo.clock.advance(36_000);
    let told = await stream.nextOf('reel_upload_progress');
    while (told['reelId'] !== id) told = await stream.nextOf('reel_upload_progress');
    stream.leave();
    expect(told).toMatchObject({ status: 'error', progress: 40, message: 'The upload stopped half-way.' });
    expect((await demo.ask('POST', `/api/reels/${id}/retry`)).status).toBe(409);
  });

  test('one that shall fail does so, and can be tried again', async () => {
    const { id } = await announce('Shaky');
    await send(id, 0, 1_000);
    await demo.ask('POST', `/api/reels/${id}/fail`);
    const stream = await demo.listen('uploads');
    await demo.clock.advance(600);
    let told = await stream.nextOf('reel_upload_progress');
    while (told['reelId'] !== id) told = await stream.nextOf('reel_upload_progress');
    expect(told).toMatchObject({ status: 'error' });
    expect((await demo.ask('POST', `/api/reels/${id}/retry`)).body).toMatchObject({ status: 'processing' });
    await demo.ask('DELETE', `/api/reels/${id}`);
    expect(await stream.nextOf('reel_removed')).toEqual({ reelId: id });
    stream.leave();
    expect((await demo.rows('/api/reels')).some((reel) => reel.id === id)).toBe(false);
  });

  test.each([{}, { title: 'x' }, { title: 'x', size: 0 }, { title: 'x', size: 1e12 }])(
    '%j is no reel',
    async (body) => {
      expect((await demo.ask('POST', '/api/reels', body)).status).toBe(400);
    },
  );
});

describe('words', () => {
  test('a word to the user is told and kept', async () => {
    const stream = await demo.listen('notifications');
    const notice = { title: 'Hello', message: 'There you are', type: 'warning' };
    expect((await demo.ask('POST', '/api/notifications', notice)).status).toBe(201);
    expect(await stream.nextOf('notification')).toEqual(notice);
    stream.leave();
    expect((await demo.rows('/api/notifications'))[0]).toMatchObject(notice);
  });

  test('no more than twelve are kept', async () => {
    for (let count = 0; count < 15; count++) {
      await demo.ask('POST', '/api/notifications', { title: `${count}`, message: 'x' });
    }
    const kept = await demo.rows('/api/notifications');
    expect(kept).toHaveLength(12);
    expect(kept[0]).toMatchObject({ title: '14' });
  });

  test('an alert holds for its time', async () => {
    const stream = await demo.listen('notifications');
    const alert = { message: 'We move tonight', type: 'maintenance', duration: 5_000 };
    const { body } = await demo.ask('POST', '/api/alerts', alert);
    expect(await stream.nextOf('system_alert')).toEqual(alert);
    stream.leave();
    expect(await demo.rows('/api/alerts')).toEqual([body]);
    await demo.clock.advance(5_000);
    expect(await demo.rows('/api/alerts')).toEqual([]);
  });

  test('another name of the user is told', async () => {
    const stream = await demo.listen('notifications');
    await demo.ask('PUT', '/api/user', { displayName: 'Ana' });
    expect(await stream.nextOf('user_update')).toEqual({ type: 'profile', data: { displayName: 'Ana' } });
    stream.leave();
    expect((await demo.ask('GET', '/api/user')).body).toEqual({ id: 'you', displayName: 'Ana' });
  });
});
