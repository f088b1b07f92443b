import { reels } from 'bisse/dialects/reels';
import { expect } from 'vitest';
import { reelsFrames } from '../../../src/dialects/test/frames/reels.ts';
import type { System } from '../system.ts';

const reel = { id: 'reel_456', status: 'uploading', title: 'Aletsch' };
const playbackUrl = 'https://stream.example.com/reel_456.m3u8';
const thumbnailUrl = 'https://image.example.com/reel_456.jpg';
const times = { at: expect.any(Number), receivedAt: expect.any(Number) };

export const reelsSystem: System = {
  name: 'Reels',
  dialect: reels(),
  url: '/api/sse?userId=user123&events=notification,reel_upload_progress',
  frames: reelsFrames,
  control: ['heartbeat'],
  rows: { reels: [reel], user: [{ id: 'user123', displayName: 'J.' }] },
  events: {
    notification: {
      data: {
        ...{ title: 'New Message', message: 'You have a new message from John' },
        ...{ type: 'info', actionUrl: '/messages' },
      },
      notification: {
        ...{ title: 'New Message', message: 'You have a new message from John' },
        ...{ severity: 'info', href: '/messages' },
      },
      wrong: { title: 1, message: null },
    },
    user_update: {
      data: { type: 'profile', data: { displayName: 'John' } },
      readAgain: ['user'],
      wrong: { type: 'password' },
    },
    reel_upload_progress: {
      data: { reelId: 'reel_456', progress: 75, status: 'processing', message: 'Processing your video...' },
      slices: {
        uploads: {
          reel_456: {
            ...{ status: 'running', percent: 75, stage: 'processing', message: 'Processing your video...' },
            ...times,
          },
        },
      },
      patched: { reels: [{ ...reel, status: 'processing' }] },
      notification: {
        ...{ title: 'Processing your reel', message: 'Processing your video...' },
        ...{ severity: 'info', key: 'reel:reel_456', progress: 0.75 },
      },
      wrong: { reelId: 456, progress: '75', status: 'paused' },
    },
    reel_ready: {
      data: { reelId: 'reel_456', playbackUrl, thumbnailUrl, duration: 12.5 },
      slices: {
        uploads: { reel_456: { status: 'done', percent: 100, stage: 'ready', message: undefined, ...times } },
      },
      patched: { reels: [{ ...reel, status: 'ready', playbackUrl, thumbnailUrl, duration: 12.5 }] },
      notification: { title: 'Your reel is ready', severity: 'success', key: 'reel:reel_456' },
      wrong: { reelId: null, playbackUrl: 7 },
    },
    system_alert: {
      data: { message: 'System maintenance in 5 minutes', type: 'warning', duration: 300_000 },
      notification: {
        ...{ title: 'System alert', message: 'System maintenance in 5 minutes', severity: 'warning' },
        key: 'alert:System maintenance in 5 minutes',
      },
      wrong: { message: 1, type: 'error' },
    },
    custom_event: { data: { customData: 'value' }, wrong: {} },
  },
};
