import type { Reel } from '../../rows/reels.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { columns, update } from '../tables.ts';
import type { Work } from '../work.ts';
import { filmOf } from './film.ts';
import { notify } from './messages.ts';
import { stepReel } from './steps.ts';

/** What is done at a time, in percent. */
const stride = 9;

/** How long an upload may be silent before it counts as given up. */
const silentMs = 30_000;

/** Films that are here are made ready, or fail as they were told to. */
export const processingWork: Work = {
  everyMs: 600,
  async step(query, now) {
    const events: DemoEvent[] = [];
    const open = `select ${columns.reels}, "isFailing" from reels where status = 'processing' order by n`;
    for (const reel of await query<Reel & { readonly isFailing: boolean }>(open)) {
      events.push(
        ...(reel.isFailing ? await fail(query, now, reel, 'The film cannot be read.') : await goOn(query, now, reel)),
      );
    }
    return events;
  },
};

/** Uploads of which nothing more came are given up. */
export const givenUpWork: Work = {
  everyMs: 5_000,
  async step(query, now) {
    const events: DemoEvent[] = [];
    const open = `select ${columns.reels} from reels where status = 'uploading' and "heardAt" < $1 order by n`;
    for (const reel of await query<Reel>(open, [new Date(now.getTime() - silentMs).toISOString()])) {
      events.push(...(await fail(query, now, reel, 'The upload stopped half-way.')));
    }
    return events;
  },
};

async function goOn(query: Query, now: Date, reel: Reel): Promise<DemoEvent[]> {
  const progress = Math.min(100, reel.progress + stride);
  if (progress < 100) {
    const message = progress < 50 ? 'Reading the film' : 'Making smaller copies';
    return [(await stepReel(query, reel.id, { status: 'processing', progress, message })).event];
  }
  // Half a megabyte is about a second.
  const film = { ...filmOf(reel.id), duration: Math.max(1, Math.round(reel.size / 500_000)) };
  await update(query, 'reels', reel.id, film);
  return [
    (await stepReel(query, reel.id, { status: 'ready', progress, message: null })).event,
    { type: 'reel_ready', data: { reelId: reel.id, ...film }, to: 'channel:uploads' },
    await notify(query, now, { title: 'Your reel is ready', message: reel.title, type: 'success' }),
  ];
}

async function fail(query: Query, now: Date, { id, title, progress }: Reel, message: string): Promise<DemoEvent[]> {
  return [
    (await stepReel(query, id, { status: 'error', progress, message })).event,
    await notify(query, now, { title: 'A reel could not be made ready', message: title, type: 'error' }),
  ];
}
