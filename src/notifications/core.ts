import { type Announcer, hear, hearAway, silentAnnouncer, speak } from './announcer.ts';
import { advance, awayId, type Deck, type DeckOptions, dismiss, emptyDeck, offer, sumUp, update } from './deck.ts';
import { type Change, emptyHistory, type History, mark, tell } from './history.ts';
import type { Mark } from './marks.ts';
import { fold, type NotificationRecord, type Told } from './record.ts';

/** All that is known of notifications: what the centre holds, what is on screen, what is to be said. Pure, like all that makes it. */
export interface Core {
  readonly history: History;
  readonly deck: Deck;
  readonly announcer: Announcer;
}

/** What was told, and how. */
export interface Heard extends Told {
  /** Whether the centre lists it. */
  readonly isKept: boolean;
  /** Whether it happened while the stream was down: then it goes to the centre without a toast of its own. */
  readonly isReplayed: boolean;
}

export function emptyCore(options: DeckOptions & { readonly historyLimit: number }): Core {
  return { history: emptyHistory(options.historyLimit), deck: emptyDeck(options), announcer: silentAnnouncer };
}

/** Takes what is told at one time, in order. Everything goes to the centre; how much of it is shown, the deck decides. */
export function receive(core: Core, heard: readonly Heard[], now: number): Core {
  const passing = heard.filter(({ isKept }) => !isKept).map((one) => fold(recordOnDeck(core.deck, one.id), bare(one)));
  const kept = heard.filter(({ isKept }) => isKept);
  const { history, changes } = tell(core.history, kept.map(bare));
  const live = [...passing, ...changes.filter((_, at) => !kept[at]?.isReplayed)];
  const replayed = changes.filter((_, at) => kept[at]?.isReplayed);

  let deck = advance(core.deck, now);
  for (const { record, kind } of live) deck = kind === 'step' ? update(deck, record, now) : offer(deck, record, now);
  for (const { record } of replayed) deck = update(deck, record, now);
  const missed = replayed.filter(isNews).map(({ record }) => record);
  deck = sumUp(deck, missed, now);

  let announcer = hear(core.announcer, live);
  if (missed.length > 0) announcer = hearAway(announcer, awayCount(deck));
  return { history, deck, announcer };
}

/** Takes what readers did; `news` is what was not known. What they have dealt with leaves the screen. */
export function applyMarks(
  core: Core,
  marks: readonly Mark[],
  now: number,
  isForeign: boolean,
): { readonly core: Core; readonly news: readonly Mark[] } {
  const { history, news } = mark(core.history, marks);
  let { deck } = core;
  for (const id of new Set(news.map((one) => one.id))) {
    const record = history.records.get(id);
    if (!record || !recordOnDeck(deck, id)) continue;
    const isDone = record.isRead || record.isArchived || (isForeign && record.isSeen && !record.isBusy);
    if (isDone) deck = dismiss(deck, id, now);
  }
  return { core: { ...core, history, deck }, news };
}

/** Lets time pass: toasts leave, others come, and something may be said. */
export function pass(core: Core, now: number, canSpeak: boolean): Core {
  const announcer = canSpeak ? speak(core.announcer, now) : core.announcer;
  return { ...core, deck: advance(core.deck, now), announcer };
}

function recordOnDeck({ shown, waiting }: Deck, id: string): NotificationRecord | undefined {
  const isIt = (toast: { readonly id: string }) => toast.id === id;
  return (shown.find(isIt) ?? waiting.find(isIt))?.record;
}

function awayCount({ shown, waiting }: Deck): number {
  return [...shown, ...waiting].find(({ id }) => id === awayId)?.away.size ?? 0;
}

function isNews({ kind }: Change): boolean {
  return kind !== 'step';
}

function bare({ isKept, isReplayed, ...told }: Heard): Told {
  return told;
}
