import { createStore } from 'zustand/vanilla';
import type { Sink, SinkHost } from '../events/sink.ts';
import { systemClock } from '../utils/clock.ts';
import type { Random } from '../utils/random.ts';
import { nextWord } from './announcer.ts';
import { applyMarks, type Core, emptyCore, type Heard, pass, receive } from './core.ts';
import {
  collapse,
  configure,
  type DeckOptions,
  type DeckWishes,
  defaultDeckOptions,
  dismiss,
  hold,
  nextChange,
  type PauseReason,
  release,
} from './deck.ts';
import { restore } from './history.ts';
import { type Describe, toldBy } from './intake.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { createMarkTopic, type MarkTopic } from './mark-topic.ts';
import { createMarker } from './marker.ts';
import type { Flag } from './marks.ts';
import { followPromise, type PromiseTexts } from './promise.ts';
import { type NotifyOptions, toTold } from './record.ts';
import { createViewer, initialState, type NotificationState } from './state.ts';
import type { NotificationStorage } from './storage.ts';

export interface NotificationsOptions extends DeckWishes {
  /** How many notifications the centre holds. What is archived leaves first, then what is oldest. Default 500. */
  readonly historyLimit?: number | undefined;
  /** Where they are kept between visits. Default: nowhere. */
  readonly storage?: NotificationStorage | undefined;
  /** Names them in storage and among tabs. Default: as the tabs name the stream that they share. */
  readonly name?: string | undefined;
  /** The app's own words for events, in its reader's language. Default: the words of the event's definition. */
  readonly describe?: Describe | undefined;
  /** Tells tabs apart. Default: `Math.random`. */
  readonly random?: Random | undefined;
}

/** The notifications of one client. Made by {@link createNotifications}, attached by `client.attach`. */
export interface NotificationStore extends Sink {
  getState(): NotificationState;
  getInitialState(): NotificationState;
  subscribe(listener: () => void): () => void;
  /** The time by the client's clock, in ms since the epoch. */
  now(): number;
  /** Tells the reader something; gives its id, which is its key if it has one. The same key again changes it in its place. */
  notify(options: NotifyOptions): string;
  /** Tells how a promise fares; gives the promise. `loading.key` names it. */
  promise<Value>(promise: Promise<Value>, texts: PromiseTexts<Value>): Promise<Value>;
  /** Takes a toast off the screen, as seen; without an id, all of them. The centre keeps them. */
  dismiss(id?: string): void;
  /** Sets a flag, or with `false` takes it back; for all notifications where no ids are given. What is read was seen. */
  mark(flag: Flag, ids?: readonly string[], value?: boolean): void;
  /** Stops the time of all toasts until the returned function is called. */
  pause(reason: PauseReason): () => void;
  /** Changes how many toasts are shown, and how long. */
  configure(options: DeckWishes): void;
}

/**
 * Makes the notifications of a client: a sink that hears its events, and takes the app's own words. Starts nothing until it is
 * attached. `limit` toasts are on screen at most, whatever comes; the centre has the rest.
 */
export function createNotifications(options: NotificationsOptions = {}): NotificationStore {
  const { storage, describe, historyLimit = 500, random = Math.random } = options;
  const start = (): Core => emptyCore({ ...defaultDeckOptions, ...withoutUndefined(options), historyLimit });
  const store = createStore<NotificationState>(() => initialState);
  const tab = random().toString(36).slice(2);
  const marker = createMarker(tab);
  const view = createViewer();
  let core = start();
  let host: SinkHost | undefined;
  let held: { readonly scope: string | undefined } | undefined;
  let keeper: Keeper | undefined;
  let topic: MarkTopic | undefined;
  let cancelTimer: (() => void) | undefined;
  let made = 0;
  let era = 0;

  function nextId(): string {
    made += 1;
    return `app ${tab} ${made}`;
  }

  const now = () => (host?.clock ?? systemClock).now();

  /** The one way in: what happened makes a new core, and all that follows from it follows here. */
  function become(next: Core): void {
    const before = core.history;
    core = pass(next, now(), host !== undefined && !host.page.isHidden());
    store.setState(view(core), true);
    if (core.history !== before) keeper?.save();
    wake();
  }

  function wake(): void {
    cancelTimer?.();
    const at = Math.min(
      nextChange(core.deck),
      host?.page.isHidden() ? Number.POSITIVE_INFINITY : nextWord(core.announcer),
    );
    cancelTimer =
      host && at < Number.POSITIVE_INFINITY
        ? host.clock.setTimeout(() => become(core), Math.min(Math.max(0, at - now()), longestTimerMs))
        : undefined;
  }

  function tellOne(told: NotifyOptions, id: string): void {
    const heard: Heard = {
      ...toTold(told, { id, at: now(), group: 'app' }),
      isKept: told.keep ?? true,
      isReplayed: false,
    };
    become(receive(core, [heard], now()));
  }

  function setMarks(flag: Flag, ids: readonly string[] | undefined, value: boolean): void {
    const marks = marker.mark(core.history, flag, ids, value, now());
    const { core: next, news } = applyMarks(core, marks, now(), false);
    if (news.length === 0) return;
    topic?.post(news);
    become(next);
  }

  /** Takes up storage and the other tabs, as the present user's. */
  function open(to: SinkHost): void {
    const name = options.name ?? to.group;
    const spelled = `bisse notifications ${JSON.stringify([name ?? '', to.scope() ?? ''])}`;
    const { clock, page, broadcast } = to;
    keeper =
      storage &&
      createKeeper({
        ...{ storage, name: spelled, clock, page },
        history: () => core.history,
        onRead(kept) {
          marker.hear(kept.marks);
          become({ ...core, history: restore(core.history, kept) });
        },
        onProblem: (error) => to.report({ kind: 'sink:notifications', error }),
      });
    topic =
      broadcast && name !== undefined
        ? createMarkTopic({
            ...{ broadcast, name: spelled, page },
            book: () => core.history.book,
            onMarks(marks) {
              marker.hear(marks);
              become(applyMarks(core, marks, now(), true).core);
            },
          })
        : undefined;
  }

  function shut(): void {
    keeper?.stop();
    topic?.stop();
    keeper = undefined;
    topic = undefined;
  }

  function rescope(): void {
    shut();
    era += 1;
    core = start();
    if (host) {
      held = { scope: host.scope() };
      open(host);
    }
    become(core);
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    now,

    attach(to) {
      host = to;
      if (held && held.scope !== to.scope()) rescope();
      else open(to);
      held = { scope: to.scope() };
      const setHidden = () =>
        become({ ...core, deck: (to.page.isHidden() ? hold : release)(core.deck, 'hidden', now()) });
      const off = to.page.onChange((change) => {
        if (change === 'visible') core = { ...core, deck: collapse(core.deck, now()) };
        if (change === 'visible' || change === 'hidden') setHidden();
      });
      setHidden();
      return () => {
        off();
        shut();
        host = undefined;
        wake();
      };
    },
    commit({ events }) {
      const heard = events.flatMap((delivered): Heard[] => {
        const told = toldBy(delivered, describe, (error) => host?.report({ kind: 'sink:notifications', error }));
        return told ? [{ ...told, isReplayed: delivered.event.replayed }] : [];
      });
      if (heard.length > 0) become(receive(core, heard, now()));
    },
    gap() {},
    rescoped: rescope,

    notify(told) {
      const id = told.key ?? nextId();
      tellOne(told, id);
      return id;
    },
    promise(promise, texts) {
      const { loading } = texts;
      const key = (typeof loading === 'string' ? undefined : loading.key) ?? nextId();
      const begun = era;
      followPromise(promise, texts, (told) => begun === era && tellOne({ ...told, key }, key));
      return promise;
    },
    dismiss(id) {
      const { shown, waiting } = core.deck;
      const ids = [...shown, ...waiting].map((toast) => toast.id).filter((one) => id === undefined || one === id);
      core = { ...core, deck: dismiss(core.deck, id, now()) };
      setMarks('seen', ids, true);
      become(core);
    },
    mark: (flag, ids, value = true) => setMarks(flag, ids, value),
    pause(reason) {
      become({ ...core, deck: hold(core.deck, reason, now()) });
      return () => become({ ...core, deck: release(core.deck, reason, now()) });
    },
    configure: (changed) => become({ ...core, deck: configure(core.deck, withoutUndefined(changed), now()) }),
  };
}

/** Browsers take a longer wait for none at all. */
const longestTimerMs = 2 ** 31 - 1;

function withoutUndefined(options: DeckWishes): Partial<DeckOptions> {
  const { limit, queueLimit, durationMs, stickyErrors } = options;
  const given = { limit, queueLimit, durationMs, stickyErrors };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
