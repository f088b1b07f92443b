import { type Clock, systemClock } from '../utils/clock.ts';
import { toMs } from '../utils/duration.ts';
import type { Message } from '../wire/message.ts';
import {
  type ConnectedFields,
  createScriptPlayer,
  type Script,
  type ScriptedAnswer,
  type ScriptedEvent,
  type StreamStep,
} from './script.ts';
import { openScriptedStream, type ScriptedStream } from './scripted-stream.ts';
import type { Chunk, PlainRequest, Transport, TransportRequest, TransportResponse } from './transport.ts';

export interface ScriptedTransportOptions {
  /** What `after` and `stall` are measured with. Default: the clock of the machine. */
  readonly clock?: Clock | undefined;
  /** How events and control frames are written. Default: `event: <type>` and JSON data. */
  readonly frame?:
    | ((
        type: string,
        data: unknown,
        meta: Readonly<Record<string, unknown>>,
      ) => Pick<Message, 'event' | 'data' | 'mutationId'>)
    | undefined;
  /** Fields of every `connected` frame, beside the usual ones; `false`: the server sends none. */
  readonly connected?: ConnectedFields | false | undefined;
}

/** A transport without a network: the test is the server. What it sends goes to all open streams, or nowhere. */
export interface ScriptedTransport extends Transport {
  /** Sends events, all in one chunk. */
  emit(...events: readonly ScriptedEvent[]): void;
  /** Sends messages just as they are, all in one chunk. */
  send(...messages: readonly Message[]): void;
  /** Sends a comment of so many bytes: a sign of life and nothing else. */
  bytes(count: number): void;
  /** Sends a `connected` frame now, for a stream that began without one. */
  connected(fields?: ConnectedFields): void;
  /** Holds back whatever is sent from now on, for `ms`; with `Infinity` for ever, as a dead connection does. */
  stall(ms: number): void;
  /** Ends the open streams properly. */
  end(): void;
  /** Breaks the open streams, as a lost network does. */
  fail(error?: unknown): void;
  /** Says how the next request is answered. Several calls answer several requests, before the script's own answers. */
  respondNext(answer: ScriptedAnswer): void;
  /** Says how the next plain request (a poll, a change of channels) is answered. Without that, with 404. */
  answerNext(answer: { readonly status: number; readonly body?: unknown }): void;
  /** All plain requests so far, oldest first. */
  readonly asked: readonly PlainRequest[];
  /** All requests so far, oldest first. */
  readonly requests: readonly TransportRequest[];
  /** How many streams are open now. */
  readonly openStreams: number;
}

const named: NonNullable<ScriptedTransportOptions['frame']> = (type, data, { mutationId }) => ({
  ...{ event: type, data: JSON.stringify(data ?? null) },
  mutationId: typeof mutationId === 'string' ? mutationId : undefined,
});

/**
 * Makes a transport that a test or a story drives, by calls, by a {@link Script}, or by both. As long as nobody says
 * otherwise, it answers each request with a stream whose first message is `connected`.
 *
 * ```ts
 * const stream = createScriptedTransport();
 * const client = createStreamClient({ url: '/events', dialect, transport: stream });
 * stream.emit({ event: 'ticket:voted', data: { id: 7, votes: 3 }, id: '1' });
 * stream.fail();
 * stream.respondNext({ status: 503, retryAfterMs: 5_000 });
 * ```
 */
export function createScriptedTransport(
  script: Script = [],
  { clock = systemClock, frame = named, connected: usualFields = {} }: ScriptedTransportOptions = {},
): ScriptedTransport {
  const requests: TransportRequest[] = [];
  const answers: ScriptedAnswer[] = [];
  const asked: PlainRequest[] = [];
  const plainAnswers: { readonly status: number; readonly body?: unknown }[] = [];
  const streams = new Map<ScriptedStream, TransportRequest>();
  const player = createScriptPlayer(script, clock, { isOpen: () => streams.size > 0, perform });

  function toMessage({ event, data, id, channel, meta = {} }: ScriptedEvent): Message {
    return { ...frame(event, data, meta), id, channel };
  }

  function connectedMessage(request: TransportRequest, ...layers: readonly ConnectedFields[]): Message {
    const { id, ...data }: ConnectedFields = Object.assign(
      {
        connectionId: `scripted-${requests.indexOf(request) + 1}`,
        resume: request.cursor === undefined ? 'fresh' : 'resumed',
        channels: request.channels,
      },
      ...layers,
    );
    return toMessage({ event: 'connected', data, id });
  }

  async function open(request: TransportRequest): Promise<TransportResponse> {
    requests.push(request);
    const queued = answers.shift();
    const { answer, afterMs } = queued ? { answer: queued, afterMs: 0 } : (player.takeAnswer() ?? usualAnswer);
    if (afterMs > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, afterMs));
    if (request.signal.aborted) throw request.signal.reason;
    if (answer.unreachable) throw new TypeError('Failed to fetch');
    const { status = 200, contentType = 'text/event-stream', retryAfterMs } = answer;
    const head = { status, contentType, retryAfterMs };
    if (status !== 200) return { head, chunks: noChunks() };

    const stream = openScriptedStream(clock, request.signal, () => streams.delete(stream));
    streams.set(stream, request);
    if (answer.connected !== false && (answer.connected || usualFields)) {
      stream.push(toChunk([connectedMessage(request, usualFields || {}, answer.connected ?? {})], request));
    }
    player.play();
    return { head, chunks: stream.chunks };
  }

  function send(...messages: readonly Message[]): void {
    for (const [stream, request] of streams) stream.push(toChunk(messages, request));
  }

  function bytes(count: number): void {
    for (const stream of streams.keys()) {
      stream.push({ bytes: count, messages: [], retryMs: undefined, oversize: 0, comments: 1 });
    }
  }

  function finish(how: (stream: ScriptedStream) => void): void {
    for (const stream of [...streams.keys()]) {
      streams.delete(stream);
      how(stream);
    }
  }

  const transport: ScriptedTransport = {
    open,
    emit: (...events) => send(...events.map(toMessage)),
    send,
    bytes,
    connected(fields = {}) {
      for (const [stream, request] of streams) {
        stream.push(toChunk([connectedMessage(request, usualFields || {}, fields)], request));
      }
    },
    stall(ms) {
      for (const stream of streams.keys()) stream.stall(ms);
    },
    end: () => finish((stream) => stream.end()),
    fail: (error = new TypeError('network error')) => finish((stream) => stream.fail(error)),
    respondNext: (answer) => void answers.push(answer),
    async ask(request) {
      asked.push(request);
      const { status, body = null } = plainAnswers.shift() ?? { status: 404 };
      const head = { status, contentType: 'application/json', retryAfterMs: undefined };
      return { head, text: async () => JSON.stringify(body) };
    },
    answerNext: (answer) => void plainAnswers.push(answer),
    asked,
    requests,
    get openStreams() {
      return streams.size;
    },
  };

  function perform(step: StreamStep): void {
    if ('send' in step) transport.emit(...[step.send].flat());
    else if ('messages' in step) transport.send(...step.messages);
    else if ('bytes' in step) transport.bytes(step.bytes);
    else if ('stall' in step) transport.stall(toMs(step.stall));
    else if ('end' in step) transport.end();
    else transport.fail(step.fail === true ? undefined : step.fail);
  }

  return transport;
}

const usualAnswer: { readonly answer: ScriptedAnswer; readonly afterMs: number } = { answer: {}, afterMs: 0 };

async function* noChunks(): AsyncGenerator<Chunk> {}

function toChunk(messages: readonly Message[], { maxEventBytes }: TransportRequest): Chunk {
  const kept = messages.filter((message) => message.data.length <= maxEventBytes);
  return {
    bytes: messages.reduce((sum, { event, data }) => sum + event.length + data.length, 0),
    messages: kept,
    retryMs: undefined,
    oversize: messages.length - kept.length,
    lastId: kept.findLast((message) => message.id !== undefined)?.id,
  };
}
