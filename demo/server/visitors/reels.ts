import { setTimeout as sleep } from 'node:timers/promises';
import type { Reel } from '../../rows/reels.ts';
import { type Act, any, type Visit } from './visit.ts';

/** How many reels stay; the oldest make place. */
const manyReels = 10;

const titles = [
  'Cows come home',
  'Rain on the lake',
  'Market day',
  'The last train',
  'Bread at six',
  'Goats on the roof',
  'Fog below us',
  'A quiet pass',
  'Bells',
  'First hay',
];

/** What people do with Reels. */
export const reelsActs: readonly Act[] = [[2, sendFilm]];

async function sendFilm(visit: Visit) {
  const reels = await visit.read<Reel>('/api/reels');
  if (reels.some(({ status }) => status === 'uploading')) return;
  const oldest = reels.findLast(({ status }) => status === 'ready' || status === 'error');
  if (reels.length >= manyReels && oldest) return visit.send('DELETE', `/api/reels/${oldest.id}`);
  const missing = titles.filter((title) => !reels.some((reel) => reel.title === title));
  const part = new Uint8Array(120_000 + Math.floor(Math.random() * 400_000));
  const count = 16;
  const reel = (await visit.send('POST', '/api/reels', { title: any(missing), size: count * part.length })) as Reel;
  for (let n = 0; n < count; n++) {
    await visit.sendPart(`/api/reels/${reel.id}/content`, n * part.length, part);
    // A line in the mountains.
    await sleep(250);
  }
}
