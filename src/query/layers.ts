import type { Patch } from '../events/collection.ts';
import type { StreamEvent } from '../events/event.ts';
import type { Cursor } from '../wire/message.ts';

/**
 * An optimistic change: what a mutation will have done, laid over what the server said (O1). It is a pure function of the
 * rows below it, so it can be laid anew over every new base, and taken away alone.
 */
export interface Layer {
  readonly mutationId: string;
  readonly patches: readonly Patch[];
  /** Recognises the event that says the mutation has happened, where the server does not send mutation ids. */
  readonly isEcho: ((event: StreamEvent) => boolean) | undefined;
  /** When the server has confirmed it: the stamp, and the position of its answer where that was noted. */
  readonly confirmed: { readonly stamp: number; readonly cursor: Cursor | undefined } | undefined;
}

/** The layers of one cache, oldest first. Each call gives another list; nothing is changed in place. */
export type Layers = readonly Layer[];

/** Whether a layer computes from what is below it, so that it must not be laid over an answer that may hold it (O4). */
export function isDelta({ patches }: Layer): boolean {
  return patches.some((patch) => patch.op === 'edit' && !patch.idempotent);
}

/** Whether an event says that the layer's mutation has happened. */
export function isEchoOf(layer: Layer, event: StreamEvent): boolean {
  return event.meta['mutationId'] === layer.mutationId || layer.isEcho?.(event) === true;
}

/** O2: whether an answer certainly holds the mutation: it was read after the confirmation, or stands at or beyond it. */
export function isHeldBy(
  layer: Layer,
  read: { readonly began: number; readonly position: { readonly cursor: Cursor } | undefined },
  compareCursors: (a: Cursor, b: Cursor) => number | undefined,
): boolean {
  const { confirmed } = layer;
  if (!confirmed) return false;
  const order =
    read.position && confirmed.cursor !== undefined
      ? compareCursors(read.position.cursor, confirmed.cursor)
      : undefined;
  return order === undefined ? read.began >= confirmed.stamp : order >= 0;
}
