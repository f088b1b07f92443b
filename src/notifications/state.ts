import type { Announcement } from './announcer.ts';
import type { Core } from './core.ts';
import { defaultDeckOptions, type Toast } from './deck.ts';
import { newestFirst } from './history.ts';
import type { NotificationRecord } from './record.ts';

/** What components see of the notifications. Parts that did not change stay the same objects. */
export interface NotificationState {
  /** All that the centre holds, newest first, with what is archived. */
  readonly items: readonly NotificationRecord[];
  /** How many are neither read nor archived. */
  readonly unread: number;
  /** How many the reader has not had before his eyes. */
  readonly unseen: number;
  /** What is on screen, oldest first. */
  readonly toasts: readonly Toast[];
  /** How many toasts are on screen at most. */
  readonly limit: number;
  /** How many toasts wait for a place. */
  readonly waiting: number;
  /** What a screen reader is told. */
  readonly announcement: Announcement | undefined;
}

export const initialState: NotificationState = {
  items: [],
  unread: 0,
  unseen: 0,
  toasts: [],
  limit: defaultDeckOptions.limit,
  waiting: 0,
  announcement: undefined,
};

/** Makes states of cores: the same state as before where nothing changed that can be seen. */
export function createViewer(): (core: Core) => NotificationState {
  let state = initialState;
  let records: Core['history']['records'] | undefined;
  return ({ history, deck, announcer }) => {
    const next = {
      ...(records === history.records ? state : { ...state, ...listOf(history) }),
      toasts: toastsOf(deck.shown, state.toasts),
      limit: deck.options.limit,
      waiting: deck.waiting.length,
      announcement: announcer.current,
    };
    records = history.records;
    const names = Object.keys(next) as (keyof NotificationState)[];
    if (names.some((name) => next[name] !== state[name])) state = next;
    return state;
  };
}

function listOf(history: Core['history']): Pick<NotificationState, 'items' | 'unread' | 'unseen'> {
  const items = newestFirst(history);
  let unread = 0;
  let unseen = 0;
  for (const { isSeen, isRead, isArchived } of items) {
    if (isArchived) continue;
    if (!isRead) unread += 1;
    if (!isSeen) unseen += 1;
  }
  return { items, unread, unseen };
}

/** Without the time that each has left, so that time alone changes nothing. */
function toastsOf(shown: Core['deck']['shown'], before: readonly Toast[]): readonly Toast[] {
  const toasts = shown.map(({ leftMs, ...toast }): Toast => {
    const same = before.find(({ id }) => id === toast.id);
    return same && same.record === toast.record && same.away === toast.away ? same : toast;
  });
  const isSame = toasts.length === before.length && toasts.every((toast, at) => toast === before[at]);
  return isSame ? before : toasts;
}
