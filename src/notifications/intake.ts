import { HandlerError } from '../errors.ts';
import type { StreamEvent } from '../events/event.ts';
import type { NotifyIntent } from '../events/notify.ts';
import type { DeliveredEvent } from '../events/sink.ts';
import { type NotifyOptions, type Told, toTold } from './record.ts';

/**
 * Says what a person should hear of an event, in the app's own words: `intent` is what the event's definition says, if
 * anything. `undefined`: nothing.
 */
export type Describe = (event: StreamEvent, intent: NotifyIntent | undefined) => NotifyOptions | undefined;

/** What an event tells a person, if anything. A definition that throws is reported, and stops no other event. */
export function toldBy(
  { event, definition }: DeliveredEvent,
  describe: Describe | undefined,
  report: (error: HandlerError) => void,
): (Told & { readonly isKept: boolean }) | undefined {
  try {
    const intent = definition?.notify?.(event as never);
    const options = describe ? describe(event, intent) : (intent as NotifyOptions | undefined);
    if (!options) return undefined;
    const told = toTold(options, { id: idOf(event, options), at: event.at, group: groupOf(event.type) });
    return { ...told, isKept: options.keep ?? true };
  } catch (cause) {
    const message = `the notify of "${event.type}" threw, so nobody hears of this event. Mend it.`;
    report(new HandlerError(message, { cause }));
    return undefined;
  }
}

/** The same in every tab that hears the event, so that what is read in one is read in all. */
function idOf({ id, type, at }: StreamEvent, { title, message = '' }: NotifyIntent): string {
  return id === undefined ? `${type} ${at} ${title} ${message}` : `event ${id}`;
}

/** The namespace: `pin` of `pin:created`. */
function groupOf(type: string): string {
  return type.split(':', 1)[0] as string;
}
