import type { NotificationRecord, Severity } from './record.ts';

/** Why toasts hold still. Several can apply at once. */
export type PauseReason = 'hover' | 'focus' | 'hidden' | 'blur' | 'swipe' | 'app';

export interface DeckOptions {
  /** How many toasts are on screen at most. Default 3. */
  readonly limit: number;
  /** How many wait for a place. Those of the least weight leave first; the centre has them all. Default 20. */
  readonly queueLimit: number;
  /** How long a toast stays, in ms, while nothing holds it. Default 5,000. */
  readonly durationMs: number;
  /** Whether errors stay until they are dismissed. Default true. */
  readonly stickyErrors: boolean;
}

/** What an app gives of {@link DeckOptions}. */
export type DeckWishes = { readonly [Name in keyof DeckOptions]?: DeckOptions[Name] | undefined };

/** A notification on the screen, or waiting to be. */
export interface Toast {
  readonly id: string;
  /** What it shows. `undefined`: it sums up what came while the reader was away. */
  readonly record: NotificationRecord | undefined;
  /** What came while the reader was away: ids of notifications. */
  readonly away: ReadonlySet<string>;
  readonly severity: Severity;
}

interface ShownToast extends Toast {
  /** What was left of its time at `deck.since`, in ms. */
  readonly leftMs: number;
}

/** The toasts: at most `limit` are shown, the rest wait by severity, and then by age. */
export interface Deck {
  readonly shown: readonly ShownToast[];
  readonly waiting: readonly Toast[];
  readonly pauses: ReadonlySet<PauseReason>;
  /** When the time of the shown toasts was last reckoned. */
  readonly since: number;
  readonly options: DeckOptions;
}

export const defaultDeckOptions: DeckOptions = { limit: 3, queueLimit: 20, durationMs: 5_000, stickyErrors: true };

export const awayId = 'bisse:away';

export function emptyDeck(options: DeckOptions): Deck {
  return { shown: [], waiting: [], pauses: new Set(), since: 0, options };
}

const weight: Readonly<Record<Severity, number>> = { info: 0, success: 0, warning: 1, error: 2 };

/** Brings the deck to `now`: what has had its time leaves, and the next ones take the places. */
export function advance(deck: Deck, now: number): Deck {
  const passedMs = deck.pauses.size > 0 ? 0 : Math.max(0, now - deck.since);
  const aged = deck.shown.map((toast) => (passedMs === 0 ? toast : { ...toast, leftMs: toast.leftMs - passedMs }));
  let needed = deck.waiting.length - (deck.options.limit - aged.filter(hasPlace).length);
  const left = aged.filter((toast) => {
    if (toast.leftMs > 0) return true;
    if (!toast.record?.isBusy) return false;
    // What goes on stays as long as nobody needs its place. The centre still shows it.
    needed -= 1;
    return needed < 0;
  });
  const free = Math.max(0, deck.options.limit - left.length);
  const taken = deck.waiting.slice(0, free).map((toast) => ({ ...toast, leftMs: lifeOf(toast, deck.options) }));
  return { ...deck, shown: [...left, ...taken], waiting: deck.waiting.slice(taken.length), since: now };
}

function hasPlace({ leftMs, record }: ShownToast): boolean {
  return leftMs > 0 || record?.isBusy === true;
}

/** When `advance` would next change something; `Infinity` when never. */
export function nextChange({ shown, pauses, since }: Deck): number {
  if (pauses.size > 0) return Number.POSITIVE_INFINITY;
  const times = shown.map(({ leftMs }) => leftMs).filter((leftMs) => leftMs > 0);
  return since + Math.min(Number.POSITIVE_INFINITY, ...times);
}

/** Shows a notification, or has it wait. One that is there is changed in its place, and its time begins anew, unless it just goes on. */
export function offer(deck: Deck, record: NotificationRecord, now: number): Deck {
  return put(advance(deck, now), { id: record.id, record, away: none, severity: record.severity }, now);
}

/** Changes a notification where it is shown or waits; shows nothing that is not there. */
export function update(deck: Deck, record: NotificationRecord, now: number): Deck {
  const isThere = [...deck.shown, ...deck.waiting].some(({ id }) => id === record.id);
  return isThere ? offer(deck, record, now) : deck;
}

/** Counts what came while the reader was away, in one toast for all of it. */
export function sumUp(deck: Deck, records: readonly NotificationRecord[], now: number): Deck {
  if (records.length === 0) return deck;
  const before = [...deck.shown, ...deck.waiting].find(({ id }) => id === awayId);
  const away = new Set([...(before?.away ?? []), ...records.map(({ id }) => id)]);
  const severity = heaviest([before?.severity ?? 'info', ...records.map((record) => record.severity)]);
  return put(advance(deck, now), { id: awayId, record: undefined, away, severity }, now);
}

/** Has more waiting toasts than could soon be shown become one that sums them up: nobody waits for a hundred seconds of toasts. */
export function collapse(deck: Deck, now: number): Deck {
  const records = deck.waiting.flatMap(({ record }) => (record && !record.isBusy ? [record] : []));
  if (records.length <= deck.options.limit) return deck;
  const gone = new Set(records);
  return sumUp({ ...deck, waiting: deck.waiting.filter(({ record }) => !record || !gone.has(record)) }, records, now);
}

/** Takes toasts away: one, or all. */
export function dismiss(deck: Deck, id: string | undefined, now: number): Deck {
  const stays = (toast: Toast) => id !== undefined && toast.id !== id;
  const { shown, waiting } = advance(deck, now);
  return advance({ ...deck, since: now, shown: shown.filter(stays), waiting: waiting.filter(stays) }, now);
}

export function hold(deck: Deck, reason: PauseReason, now: number): Deck {
  if (deck.pauses.has(reason)) return deck;
  return { ...advance(deck, now), pauses: new Set([...deck.pauses, reason]) };
}

export function release(deck: Deck, reason: PauseReason, now: number): Deck {
  if (!deck.pauses.has(reason)) return deck;
  const pauses = new Set([...deck.pauses].filter((one) => one !== reason));
  return { ...advance(deck, now), pauses };
}

export function configure(deck: Deck, options: Partial<DeckOptions>, now: number): Deck {
  const configured = { ...advance(deck, now), options: { ...deck.options, ...options } };
  const { limit } = configured.options;
  const back = configured.shown.slice(limit).map(({ leftMs, ...toast }): Toast => toast);
  return advance(
    { ...configured, shown: configured.shown.slice(0, limit), waiting: [...back, ...configured.waiting] },
    now,
  );
}

function put(deck: Deck, toast: Toast, now: number): Deck {
  const { shown, options } = deck;
  if (shown.some(({ id }) => id === toast.id)) {
    const again = (one: ShownToast) =>
      one.record?.isBusy && toast.record?.isBusy ? one.leftMs : lifeOf(toast, options);
    return { ...deck, shown: shown.map((one) => (one.id === toast.id ? { ...toast, leftMs: again(one) } : one)) };
  }
  const place = deck.waiting.findIndex(
    ({ id, severity }) => id === toast.id && weight[severity] === weight[toast.severity],
  );
  if (place >= 0) return { ...deck, waiting: deck.waiting.with(place, toast) };
  const others = deck.waiting.filter(({ id }) => id !== toast.id);
  const next = others.findIndex(({ severity }) => weight[severity] < weight[toast.severity]);
  const waiting = next < 0 ? [...others, toast] : others.toSpliced(next, 0, toast);
  const admitted = advance({ ...deck, waiting }, now);
  return admitted.waiting.length > options.queueLimit ? { ...admitted, waiting: spill(admitted.waiting) } : admitted;
}

/** Without the oldest of those that weigh least. They stand last. */
function spill(waiting: readonly Toast[]): readonly Toast[] {
  const least = weight[(waiting.at(-1) as Toast).severity];
  return waiting.toSpliced(
    waiting.findIndex(({ severity }) => weight[severity] === least),
    1,
  );
}

function lifeOf({ record, severity }: Toast, { durationMs, stickyErrors }: DeckOptions): number {
  if (!record || record.isBusy) return durationMs;
  const isSticky = record.action !== undefined || (severity === 'error' && stickyErrors);
  return record.durationMs ?? (isSticky ? Number.POSITIVE_INFINITY : durationMs);
}

function heaviest(all: readonly Severity[]): Severity {
  return all.reduce((worst, one) => (weight[one] > weight[worst] ? one : worst));
}

const none: ReadonlySet<string> = new Set();
