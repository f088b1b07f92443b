import { notification, reelRows, reelUploadProgress, systemAlert } from 'bisse/dialects/reels';
import { defineCollection, defineEvent } from 'bisse/vanilla';
import * as v from 'valibot';
import { withRows } from './keep.ts';

const status = v.picklist(['uploading', 'processing', 'ready', 'error']);

const Reel = v.object({
  id: v.string(),
  title: v.string(),
  status,
  progress: v.number(),
  message: v.nullable(v.string()),
  /** In bytes, as the film's owner says. */
  size: v.number(),
  playbackUrl: v.nullable(v.string()),
  thumbnailUrl: v.nullable(v.string()),
  /** In seconds; `null` until it is known. */
  duration: v.nullable(v.number()),
  createdAt: v.string(),
});

const Notice = v.object({
  id: v.string(),
  title: v.string(),
  message: v.string(),
  type: v.picklist(['info', 'success', 'warning', 'error']),
  createdAt: v.string(),
});

const Alert = v.object({
  id: v.string(),
  message: v.string(),
  type: v.picklist(['info', 'warning', 'maintenance']),
  /** When it ends. */
  until: v.string(),
});

export type Reel = v.InferOutput<typeof Reel>;
export type Notice = v.InferOutput<typeof Notice>;
export type Alert = v.InferOutput<typeof Alert>;
export interface Profile {
  readonly id: string;
  readonly displayName: string;
}

export const noticeRows = defineCollection('notices', { item: Notice });
export const alertRows = defineCollection('alerts', { item: Alert });

const reelCreated = defineEvent('reel_created', {
  schema: Reel,
  channel: 'uploads',
  touches: [reelRows],
  // The document's rows leave out what the demo's have as null.
  patch: ({ data }) => reelRows.upsert(data as never, { at: 'start' }),
});

const reelRemoved = defineEvent('reel_removed', {
  schema: v.object({ reelId: v.string() }),
  channel: 'uploads',
  touches: [reelRows],
  patch: ({ data }) => reelRows.remove(data.reelId),
});

/** The demo's own events. */
export const reelsExtras = [reelCreated, reelRemoved];

/** The document's events, which change the demo's rows too. Words to people have no id in it, so they are read again. */
export const reelsKeeping = [
  withRows(reelUploadProgress, reelRows, ({ data: { reelId, progress, status, message = null } }) => {
    const step = { progress, status, message };
    return reelRows.merge(reelId, step);
  }),
  withRows(notification, noticeRows, () => noticeRows.invalidate()),
  withRows(systemAlert, alertRows, () => alertRows.invalidate()),
];
