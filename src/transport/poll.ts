import { HttpError, NetworkError } from '../errors.ts';
import type { Clock } from '../utils/clock.ts';
import type { Random } from '../utils/random.ts';
import type { ControlFrame } from '../wire/control.ts';
import type { Message } from '../wire/message.ts';
import { type PollAnswer, readPollAnswer } from '../wire/poll-answer.ts';
import type { Chunk, Transport, TransportRequest } from './transport.ts';

export interface PollOptions {
  readonly ask: NonNullable<Transport['ask']>;
  /** Makes the request of every poll but the first, with fresh headers and the channels that are needed then. */
  readonly again: (signal: AbortSignal) => Promise<TransportRequest>;
  /** How long to wait between two polls; a tenth more or less, so that not all clients ask in one moment. */
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Makes a stream of polls: what the answers hold comes as the chunks of a stream would, `connected` first. It goes on
 * until its signal aborts; an answer that is none ends it with an error.
 */
export function pollTransport(options: PollOptions): Pick<Transport, 'open'> {
  const { ask, again, intervalMs, clock, random } = options;

  const askFor = ({ url, headers, credentials, cursor, signal }: TransportRequest) =>
    ask({ url, headers, credentials, cursor, signal });

  return {
    async open(request) {
      const first = await askFor(request);
      async function* poll(): AsyncGenerator<Chunk> {
        let answer = await readAnswer(first.text());
        let channels: string | undefined;
        for (let isFirst = true; ; isFirst = false) {
          const changed = channels !== `${answer.channels}` && !isFirst;
          channels = `${answer.channels}`;
          yield toChunk(answer, isFirst, changed, request.maxEventBytes);
          if (!answer.more) {
            await wait(intervalMs * (0.9 + random() * 0.2), clock, request.signal);
          }
          if (request.signal.aborted) return;
          const { head, text } = await askFor(await again(request.signal));
          if (head.status !== 200) {
            throw new HttpError(
              head.status,
              `the server answered ${head.status} to a poll, so nothing new was heard. It is tried again; if it goes on, look at the server's log.`,
            );
          }
          answer = await readAnswer(text());
        }
      }
      return { head: first.head, chunks: poll() };
    },
  };
}

async function readAnswer(text: Promise<string>): Promise<PollAnswer> {
  const answer = readPollAnswer(await text);
  if (answer) return answer;
  throw new NetworkError(
    'the answer to a poll holds no events, so nothing new was heard. It is tried again; check that the url answers polls as PROTOCOL.md describes.',
  );
}

/** What a stream would have written for this answer. */
function toChunk(answer: PollAnswer, isFirst: boolean, changed: boolean, maxEventBytes: number): Chunk {
  const { resume, reason, from, cursor, head, channels, events } = answer;
  const controls: Message[] = [];
  const tell = (frame: ControlFrame) =>
    controls.push({ event: frame.type, data: JSON.stringify(frame), id: from, channel: undefined });
  if (isFirst) tell({ type: 'connected', resume, reason, head, channels });
  else if (resume === 'gap') tell({ type: 'gap', reason: reason ?? 'unproven' });
  if (changed && channels) tell({ type: 'channels', channels });
  const kept = events.filter(({ data }) => data.length <= maxEventBytes);
  return {
    bytes: 1 + events.reduce((sum, { data }) => sum + data.length, 0),
    messages: [...controls, ...kept],
    retryMs: undefined,
    oversize: events.length - kept.length,
    lastId: cursor,
  };
}

function wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
  });
}
