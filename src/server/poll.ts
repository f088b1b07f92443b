import type { Cursor, Message } from '../wire/message.ts';
import { writePollAnswer } from '../wire/poll-answer.ts';
import type { Admission } from './admission.ts';
import type { BlockWriter } from './blocks.ts';
import type { Log } from './log/log.ts';

/** A client that missed more asks again at once. */
const mostEvents = 500;
const mostChars = 1_048_576;

/** Answers a client that cannot have a stream with what a stream would have brought it since its cursor. */
export function answerPoll(
  log: Log,
  blocks: Pick<BlockWriter, 'channel'>,
  { subscription, start }: Omit<Admission, 'identity'>,
): Response {
  let { position, id: cursor } = start?.place ?? log.head();
  let from: Cursor = cursor;
  let reason = start?.reason;
  let chars = 0;
  let more = false;
  const events: Message[] = [];
  for (let step = log.next(position); step; step = log.next(position)) {
    if (events.length >= mostEvents || chars >= mostChars) {
      more = true;
      break;
    }
    if ('place' in step) {
      // The log moved on between the two looks at it.
      ({ position, id: cursor } = step.place);
      [from, reason] = [cursor, step.reason === 'epoch' ? 'epoch' : 'trimmed'];
      continue;
    }
    ({ position, id: cursor } = step);
    const scope = subscription.hears(step.scopes);
    if (scope === undefined || subscription.types?.has(step.type) === false) continue;
    const { event, id, data, mutationId } = step;
    events.push({ event, id, data, channel: blocks.channel(step, scope), mutationId });
    chars += data.length;
  }
  const resume = start === undefined ? 'fresh' : reason === undefined ? 'resumed' : 'gap';
  const { channels } = subscription;
  const body = writePollAnswer({ resume, reason, from, cursor, head: log.head().id, channels, events, more });
  return new Response(body, {
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', Vary: 'Accept' },
  });
}
