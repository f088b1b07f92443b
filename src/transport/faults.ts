import type { Clock } from '../utils/clock.ts';
import { type Duration, toMs } from '../utils/duration.ts';
import { createEmitter } from '../utils/emitter.ts';
import { type Page, type PageChange, stillPage } from '../utils/page.ts';
import { createRedactor } from '../wire/redact.ts';
import { type FaultName, faultMs } from './fault-names.ts';
import { type FaultyStream, openFaultyStream } from './faulty-stream.ts';
import type { Chunk, PlainRequest, Transport, TransportHead, TransportRequest } from './transport.ts';

export interface FaultOptions {
  /** What lasting faults are measured with. */
  readonly clock: Clock;
  /** The page that `freeze` freezes. Default: one that never changes. */
  readonly page?: Page | undefined;
  /** Opens another tab, as far as the stream is concerned; the returned function closes it. Default: a second request. */
  readonly openTab?: (() => () => void) | undefined;
}

/** A transport with faults that happen when they are told to. */
export interface FaultyTransport extends Transport {
  /**
   * Has a fault happen: to the streams that are open, or, where none is, to the next one after its first bytes. `ms`: how
   * long it lasts, where it does not strike once.
   */
  strike(name: FaultName, ms?: Duration): void;
  /** Has a fault happen to the first stream that opens from now on, or to the request for it. Starts nothing before. */
  arm(name: FaultName): void;
  /** The given page, which `freeze` can freeze. */
  readonly page: Page;
}

interface Refusal {
  readonly head: TransportHead;
  readonly isFor: (request: PlainRequest) => boolean;
}

/** How late everything comes while the stream is `slow`. */
const slowMs = 1_000;

/**
 * Puts every fault of {@link FaultName} in the way of a transport. It harms nothing until it is told to. Faults act on
 * chunks, so they are the same over `fetch`, a script, or another tab's stream.
 */
export function withFaults(transport: Transport, options: FaultOptions): FaultyTransport {
  const { clock, page = stillPage } = options;
  const streams = new Set<FaultyStream>();
  const refusals: Refusal[] = [];
  const changes = createEmitter<PageChange>();
  let armed: (() => void)[] = [];
  let last: TransportRequest | undefined;

  function refusalOf(request: PlainRequest): TransportHead | undefined {
    const refusal = refusals.find(({ isFor }) => isFor(request));
    return refusal?.head;
  }

  /** Refuses the next request. */
  function refuseNext(status: number, retryAfterMs?: number): void {
    const refusal: Refusal = {
      head: { status, contentType: 'text/plain', retryAfterMs },
      isFor() {
        refusals.splice(refusals.indexOf(refusal), 1);
        return true;
      },
    };
    refusals.push(refusal);
  }

  /** Refuses credentials until others come. Where they cannot be seen (a cookie), once. */
  function expire(): void {
    const old = last && credentialsOf(last);
    if (old === undefined) {
      refuseNext(401);
      return;
    }
    const refusal: Refusal = {
      head: { status: 401, contentType: 'text/plain', retryAfterMs: undefined },
      isFor(request) {
        if (credentialsOf(request) === old) return true;
        refusals.splice(refusals.indexOf(refusal), 1);
        return false;
      },
    };
    refusals.push(refusal);
  }

  /** Does it to the open streams, or to the next one. */
  function harm(how: (stream: FaultyStream) => void): void {
    if (streams.size === 0) armed.push(() => harm(how));
    for (const stream of [...streams]) how(stream);
  }

  function freeze(ms: number): void {
    changes.emit('freeze');
    for (const stream of streams) stream.stall(ms);
    clock.setTimeout(() => changes.emit('resume'), ms);
  }

  function openTab(ms: number): void {
    const close = options.openTab?.() ?? openSecond();
    clock.setTimeout(close, ms);
  }

  function openSecond(): () => void {
    const controller = new AbortController();
    async function read(request: TransportRequest): Promise<void> {
      const { chunks } = await transport.open({ ...request, signal: controller.signal });
      for await (const _ of chunks) if (controller.signal.aborted) return;
    }
    if (last) read(last).catch(() => {});
    return () => controller.abort();
  }

  const strikes: Readonly<Record<FaultName, (ms: number) => void>> = {
    drop: () => harm((stream) => stream.drop()),
    stall: (ms) => harm((stream) => stream.stall(ms)),
    halfOpen: () => harm((stream) => stream.die()),
    cutMidFrame: () => harm((stream) => stream.cutNext()),
    garbage: () => harm((stream) => stream.garbage()),
    duplicate: () => harm((stream) => stream.repeat()),
    reorder: () => harm((stream) => stream.swapNext()),
    gap: () => harm((stream) => stream.loseNext()),
    status401() {
      refuseNext(401);
      for (const stream of [...streams]) stream.drop();
    },
    status503() {
      refuseNext(503, 1_000);
      for (const stream of [...streams]) stream.drop();
    },
    expireToken() {
      expire();
      for (const stream of [...streams]) stream.end();
    },
    slow: (ms) => harm((stream) => stream.delay(slowMs, ms)),
    burst: (ms) => harm((stream) => stream.gather(ms)),
    freeze,
    secondTab: openTab,
  };

  function strike(name: FaultName, ms: Duration = faultMs[name] ?? 0): void {
    strikes[name](toMs(ms));
  }

  async function open(request: TransportRequest): ReturnType<Transport['open']> {
    last = request;
    const refused = refusalOf(request);
    if (refused) return { head: refused, chunks: noChunks() };
    const controller = new AbortController();
    const abort = () => controller.abort(request.signal.reason);
    request.signal.addEventListener('abort', abort, { once: true });
    const { head, chunks } = await transport.open({ ...request, signal: controller.signal });
    if (head.status !== 200) return { head, chunks };
    const stream = openFaultyStream(chunks, request, {
      clock,
      letGo() {
        streams.delete(stream);
        request.signal.removeEventListener('abort', abort);
        controller.abort();
      },
      onFirst() {
        const due = armed;
        armed = [];
        for (const strike of due) strike();
      },
    });
    streams.add(stream);
    return { head, chunks: stream.chunks };
  }

  const { ask, isScarce, protocolOf } = transport;
  return {
    open,
    ...(ask && {
      async ask(request: PlainRequest) {
        const refused = refusalOf(request);
        return refused ? { head: refused, text: async () => '' } : ask.call(transport, request);
      },
    }),
    ...(isScarce && { isScarce: (url: string) => isScarce.call(transport, url) }),
    ...(protocolOf && { protocolOf: (url: string) => protocolOf.call(transport, url) }),
    strike,
    arm(name) {
      // An answer is decided before there is a stream.
      if (name === 'status401' || name === 'status503') strike(name);
      else armed.push(() => strike(name));
    },
    page: {
      isHidden: () => page.isHidden(),
      onChange(listener) {
        const offs = [page.onChange(listener), changes.on(listener)];
        return () => {
          for (const off of offs) off();
        };
      },
    },
  };
}

async function* noChunks(): AsyncGenerator<Chunk> {}

const redactor = createRedactor();

/** What a request says of who asks, where it can be seen. */
function credentialsOf({ url, headers }: PlainRequest): string | undefined {
  const hidden = Object.entries(headers).filter(([name]) => isSecret(name));
  if (hidden.length === 0 && redactor.url(url) === url) return undefined;
  return JSON.stringify([hidden, url]);
}

function isSecret(name: string): boolean {
  const probe = { [name]: '' };
  return redactor.value(probe) !== probe;
}
