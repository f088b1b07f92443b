import type { Clock } from '../utils/clock.ts';
import type { Message } from '../wire/message.ts';
import { openScriptedStream } from './scripted-stream.ts';
import type { Chunk, TransportRequest } from './transport.ts';

/** One stream with something in its way. Each method is a fault. */
export interface FaultyStream {
  readonly chunks: AsyncIterable<Chunk>;
  drop(): void;
  end(): void;
  stall(ms: number): void;
  die(): void;
  cutNext(): void;
  garbage(): void;
  repeat(): void;
  swapNext(): void;
  loseNext(): void;
  delay(ms: number, forMs: number): void;
  gather(ms: number): void;
}

/** Takes the next chunk that has messages, and passes on what it likes. */
type Hook = (chunk: Chunk) => void;

/** Longer than this nothing is held back for a message that is to overtake it. */
const longestSwapMs = 5_000;

/** Reads `source` and passes it on, harmed where it is told to be. `onFirst` is called after the first chunk. */
export function openFaultyStream(
  source: AsyncIterable<Chunk>,
  request: TransportRequest,
  { clock, letGo, onFirst }: { readonly clock: Clock; readonly letGo: () => void; readonly onFirst: () => void },
): FaultyStream {
  const outlet = openScriptedStream(clock, request.signal, () => {
    isOver = true;
    letGo();
  });
  let isOver = false;
  let isDead = false;
  let isFirst = true;
  let hook: Hook | undefined;
  let last: Chunk | undefined;
  let slow = { ms: 0, until: Number.NEGATIVE_INFINITY };
  let gathered: Chunk[] | undefined;

  function pass(chunk: Chunk): void {
    if (clock.now() < slow.until) outlet.stall(slow.ms);
    if (chunk.messages.length > 0) last = chunk;
    if (gathered) gathered.push(chunk);
    else outlet.push(chunk);
  }

  function take(chunk: Chunk): void {
    if (isDead || isOver) return;
    const taken = chunk.messages.length > 0 ? hook : undefined;
    if (taken) {
      hook = undefined;
      taken(chunk);
    } else pass(chunk);
    if (!isFirst) return;
    isFirst = false;
    onFirst();
  }

  async function pump(): Promise<void> {
    try {
      for await (const chunk of source) take(chunk);
      if (!isDead) outlet.end();
    } catch (error) {
      if (!isDead) outlet.fail(error);
    }
  }
  void pump();

  return {
    chunks: outlet.chunks,
    drop() {
      isDead = true;
      outlet.fail(new TypeError('network error, made on purpose'));
      letGo();
    },
    end() {
      isDead = true;
      outlet.end();
      letGo();
    },
    stall: (ms) => outlet.stall(ms),
    die() {
      isDead = true;
    },
    cutNext() {
      hook = (chunk) => {
        const kept = chunk.messages.slice(0, -1);
        pass({ ...withMessages(chunk, kept), unfinished: true });
        isDead = true;
        outlet.fail(new TypeError('network error, made on purpose'));
        letGo();
      };
    },
    garbage: () => pass(chunkOf([{ event: 'message', data: '<html>502 Bad Gateway</html>', id: undefined }])),
    repeat() {
      if (last) pass(chunkOf(last.messages.slice(-10)));
      else
        hook = (chunk) => {
          pass(chunk);
          pass(chunkOf(chunk.messages));
        };
    },
    swapNext() {
      hook = (first) => {
        const [early, ...rest] = first.messages as readonly [Message, ...Message[]];
        if (rest.length > 0) {
          pass(withMessages(first, [rest[0] as Message, early, ...rest.slice(1)]));
          return;
        }
        const cancel = clock.setTimeout(() => {
          hook = undefined;
          if (!isOver) pass(first);
        }, longestSwapMs);
        hook = (second) => {
          cancel();
          pass(second);
          pass(first);
        };
      };
    },
    loseNext() {
      hook = (chunk) => {
        const id = chunk.messages.findLast((message) => message.id !== undefined)?.id;
        pass(withMessages(chunk, [{ event: 'gap', data: '{"reason":"overflow"}', id }]));
      };
    },
    delay(ms, forMs) {
      slow = { ms, until: clock.now() + forMs };
    },
    gather(ms) {
      gathered ??= [];
      clock.setTimeout(() => {
        const all = gathered ?? [];
        gathered = undefined;
        if (all.length > 0 && !isOver) outlet.push(joined(all));
      }, ms);
    },
  };
}

function chunkOf(messages: readonly Message[]): Chunk {
  const bytes = messages.reduce((sum, { event, data }) => sum + event.length + data.length, 0);
  return withMessages({ bytes, messages, retryMs: undefined, oversize: 0 }, messages);
}

function withMessages(chunk: Chunk, messages: readonly Message[]): Chunk {
  return { ...chunk, messages, lastId: messages.findLast((message) => message.id !== undefined)?.id };
}

function joined(chunks: readonly Chunk[]): Chunk {
  return {
    bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
    messages: chunks.flatMap(({ messages }) => messages),
    retryMs: chunks.findLast(({ retryMs }) => retryMs !== undefined)?.retryMs,
    oversize: chunks.reduce((sum, { oversize }) => sum + oversize, 0),
    lastId: chunks.findLast(({ lastId }) => lastId !== undefined)?.lastId,
    comments: chunks.reduce((sum, { comments = 0 }) => sum + comments, 0),
    unfinished: chunks.at(-1)?.unfinished,
  };
}
