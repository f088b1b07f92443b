import * as v from 'valibot';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { addProgress, uploads } from '../slices/progress.ts';
import { number } from './fields.ts';

export { type Progress, uploads } from '../slices/progress.ts';

// Reels ("SSE feature"), "Server-Side Utilities". Three payloads have a `type` of their own; the event's is `event`. The
// document has no channels, for the server sends to users: its events are on two, `notifications` and `uploads`, so that
// queries and hooks can claim the stream.

const ReelRow = v.object({
  id: v.string(),
  /** `uploading`, `processing`, `ready` or `error`. */
  status: v.string(),
  playbackUrl: v.optional(v.string()),
  thumbnailUrl: v.optional(v.string()),
  /** The document gives it no unit. */
  duration: v.optional(number),
});

/** One reel. The document shows reels only by their changes; a row may carry more fields than these. */
export type Reel = v.InferOutput<typeof ReelRow>;

/** Every query whose key begins with `['reels']`. */
export const reelRows = defineCollection('reels', { item: ReelRow });

/** Every query whose key begins with `['user']`: what the signed-in user's profile, settings and subscription are read with. */
export const user = defineCollection('user', { item: v.object({ id: v.string() }) });

/** A word to the user. `actionUrl` is where it leads. */
export const notification = defineEvent('notification', {
  schema: v.object({
    title: v.string(),
    message: v.string(),
    type: v.optional(v.picklist(['info', 'success', 'warning', 'error'])),
    actionUrl: v.optional(v.string()),
  }),
  channel: 'notifications',
  notify: ({ data: { title, message, type, actionUrl } }) => ({
    title,
    message,
    severity: type,
    href: actionUrl !== undefined && isWebLink.test(actionUrl) ? actionUrl : undefined,
  }),
});

/** A page of this site or of the web. Another scheme (`javascript:`) is no place to lead people to. */
const isWebLink = /^(?:https?:\/\/|[/?#])/i;

/** Something of the user's changed. The document leaves open what `data` is, so the user's queries are read again. */
export const userUpdate = defineEvent('user_update', {
  schema: v.object({
    type: v.picklist(['profile', 'settings', 'subscription']),
    data: v.optional(v.unknown()),
  }),
  channel: 'notifications',
  touches: [user],
  patch: () => user.invalidate(),
});

const states = { uploading: 'running', processing: 'running', ready: 'done', error: 'failed' } as const;

/** An upload went on; `progress` is from 0 to 100. */
export const reelUploadProgress = defineEvent('reel_upload_progress', {
  schema: v.object({
    reelId: v.string(),
    progress: number,
    status: v.picklist(['uploading', 'processing', 'ready', 'error']),
    message: v.optional(v.string()),
  }),
  channel: 'uploads',
  slice: uploads,
  reduce: (state, event) => {
    const { reelId, progress, status, message } = event.data;
    return addProgress(state, reelId, event, { status: states[status], percent: progress, stage: status, message });
  },
  touches: [reelRows],
  patch: ({ data: { reelId, status } }) => reelRows.merge(reelId, { status }),
  notify: ({ data: { reelId, progress, status, message } }) => ({
    title: titles[status],
    message,
    severity: status === 'error' ? 'error' : status === 'ready' ? 'success' : 'info',
    key: `reel:${reelId}`,
    progress: states[status] === 'running' ? progress / 100 : undefined,
  }),
});

const titles = {
  uploading: 'Uploading your reel',
  processing: 'Processing your reel',
  ready: 'Your reel is ready',
  error: 'Your reel could not be uploaded',
} as const;

/** A reel can be played. */
export const reelReady = defineEvent('reel_ready', {
  schema: v.object({
    reelId: v.string(),
    playbackUrl: v.string(),
    thumbnailUrl: v.optional(v.string()),
    duration: v.optional(number),
  }),
  channel: 'uploads',
  slice: uploads,
  reduce: (state, event) => addProgress(state, event.data.reelId, event, { status: 'done', stage: 'ready' }),
  touches: [reelRows],
  patch: ({ data: { reelId, ...reel } }) => reelRows.merge(reelId, { ...reel, status: 'ready' }),
  notify: ({ data: { reelId } }) => ({ title: titles.ready, severity: 'success', key: `reel:${reelId}` }),
});

/** A word to everybody. `duration` is in ms: how long it holds. */
export const systemAlert = defineEvent('system_alert', {
  schema: v.object({
    message: v.string(),
    type: v.picklist(['info', 'warning', 'maintenance']),
    duration: v.optional(number),
  }),
  channel: 'notifications',
  notify: ({ data: { message, type } }) => ({
    title: type === 'maintenance' ? 'Maintenance' : 'System alert',
    message,
    severity: type === 'info' ? 'info' : 'warning',
    key: `alert:${message}`,
  }),
});

/**
 * Reels: `{event, data}` messages. Events that are not declared pass unchecked, for the server may send what it likes
 * (`sendCustomEvent`); `extendDialect(reels(), [mine])` gives one a type and a schema.
 */
export function reels() {
  return defineDialect({
    name: 'reels',
    framing: 'event-envelope',
    events: [notification, userUpdate, reelUploadProgress, reelReady, systemAlert],
    unknown: 'pass',
  });
}
