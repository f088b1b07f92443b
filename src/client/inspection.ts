import type { ConnectionRecord } from '../connection/record.ts';
import type { StreamError } from '../errors.ts';
import type { StreamEvent } from '../events/event.ts';
import type { SinkRecord } from '../events/sink.ts';
import type { TabRecord } from '../tabs/record.ts';
import type { Message } from '../wire/message.ts';
import type { Gap, Notice } from '../wire/notice.ts';

/**
 * Everything that happens between the wire and the caches, as `client.inspect` tells it. `at` is in ms since the epoch, `n`
 * counts the client's records. Records hold references: slices, rows and events are the app's own objects, to be read only.
 */
export type InspectionRecord = { readonly n: number; readonly at: number } & RecordBody;

/** An {@link InspectionRecord} without its number and time. */
export type RecordBody =
  | { readonly kind: 'connection'; readonly record: ConnectionRecord }
  | { readonly kind: 'tabs'; readonly record: TabRecord }
  | MessageBody
  | { readonly kind: 'notice'; readonly notice: Notice; readonly receivedAt: number }
  | CommitBody
  /** The first frame after a commit was drawn. Development only. */
  | { readonly kind: 'paint'; readonly commit: number }
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** A message that was not delivered, whole, and why. `error.issues` are the schema's own. */
  | { readonly kind: 'quarantine'; readonly message: Message; readonly error: StreamError }
  /** Something of the app's threw. */
  | { readonly kind: 'error'; readonly error: StreamError }
  /** `commit`: the commit that was under way, if one was. */
  | { readonly kind: 'sink'; readonly commit: number | undefined; readonly record: SinkRecord }
  /** The user changed: what the store held is forgotten. */
  | { readonly kind: 'reset' }
  /** Somebody stepped in. Development only. */
  | { readonly kind: 'intervention'; readonly what: string };

/** A message as it came, before anything was done with it, and what became of it. */
export interface MessageBody {
  readonly kind: 'message';
  readonly message: Message;
  /** When this tab got it, in ms since the epoch. */
  readonly receivedAt: number;
  /** How many characters it has: data, name and id. */
  readonly chars: number;
  /** `drop`: it was seen before. `epoch`: its id is of another log, so a gap was told before it. */
  readonly outcome: 'event' | 'epoch' | 'drop' | 'quarantine';
  readonly event: StreamEvent | undefined;
}

/** The events of one flush, after store, sinks and handlers took them. */
export interface CommitBody {
  readonly kind: 'commit';
  /** The number of the commit, from 1. */
  readonly commit: number;
  readonly events: readonly StreamEvent[];
  /** The slices, by name, before and after; one that did not change is the same object in both. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** When store and sinks were written, in ms since the epoch. `at` is when the handlers had been called. */
  readonly writtenAt: number;
  /** How long store and sinks took, in ms. */
  readonly writeMs: number;
  /** How many calls of handlers there were, and how long they took together, in ms. */
  readonly handlers: { readonly calls: number; readonly ms: number };
}
