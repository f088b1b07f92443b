import type { Reel } from '../../rows/reels.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { update } from '../tables.ts';

/** What a step of an upload changes. */
export type ReelStep = Pick<Reel, 'status' | 'progress' | 'message'> &
  Partial<Reel> & { readonly received?: number; readonly heardAt?: string };

/** Writes a step of an upload; gives the row and what to tell of it. */
export async function stepReel(query: Query, id: string, step: ReelStep) {
  const reel = await update<Reel>(query, 'reels', id, step);
  const { status, progress, message } = reel;
  const data = { reelId: id, status, progress, ...(message !== null && { message }) };
  return { reel, event: { type: 'reel_upload_progress', data, to: 'channel:uploads' } as DemoEvent };
}
