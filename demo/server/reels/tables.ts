import type { Notice, Profile } from '../../rows/reels.ts';
import type { Table } from '../tables.ts';
import { filmOf } from './film.ts';

export const reelsTables = {
  reels: {
    columns: {
      id: 'text unique not null',
      title: 'text not null',
      status: 'text not null',
      progress: 'integer not null',
      message: 'text',
      size: 'integer not null',
      playbackUrl: 'text',
      thumbnailUrl: 'text',
      duration: 'real',
      createdAt: 'text not null',
    },
    hidden: {
      /** Bytes that have arrived. No event says so, and a cached row would stay behind. */
      received: 'integer not null',
      /** When the last of its bytes came. */
      heardAt: 'text',
      /** Whether the next step shall fail. */
      isFailing: 'boolean not null default false',
    },
    seed: seedReels,
  },
  notices: {
    columns: {
      id: 'text unique not null',
      title: 'text not null',
      message: 'text not null',
      type: 'text not null',
      createdAt: 'text not null',
    },
    seed: seedNotices,
  },
  alerts: {
    columns: { id: 'text unique not null', message: 'text not null', type: 'text not null', until: 'text not null' },
  },
  profile: {
    columns: { id: 'text unique not null', displayName: 'text not null' },
    seed: (): Profile[] => [{ id: 'you', displayName: 'Noémie Rey' }],
  },
} satisfies Record<string, Table>;

const ago = (now: number, minutes: number) => new Date(now - minutes * 60_000).toISOString();

function seedReels(now: number) {
  const ready = (id: string, title: string, size: number, duration: number, minutes: number) => ({
    ...{ id, title, status: 'ready', progress: 100, message: null, size, received: size },
    ...{ ...filmOf(id), duration, createdAt: ago(now, minutes) },
  });
  return [
    ready('reel_1', 'Along the bisse of Savièse', 18_400_000, 42, 2_900),
    ready('reel_2', 'First snow at Zinal', 9_750_000, 23, 700),
    {
      ...{
        id: 'reel_3',
        title: 'Harvest, time lapse',
        status: 'error',
        progress: 64,
        message: 'The sound track is damaged.',
      },
      ...{ size: 31_200_000, received: 31_200_000, playbackUrl: null, thumbnailUrl: null, duration: null },
      createdAt: ago(now, 85),
    },
  ];
}

function seedNotices(now: number): Notice[] {
  return [
    {
      ...{ id: 'notice_1', title: 'New comment', message: 'Ines wrote below “First snow at Zinal”.', type: 'info' },
      createdAt: ago(now, 64),
    },
  ];
}
