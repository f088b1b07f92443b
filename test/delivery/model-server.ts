import type { Chunk, Transport } from '../../src/transport/transport.ts';
import { formatLogId } from '../../src/wire/log-id.ts';
import type { Message } from '../../src/wire/message.ts';

export interface Row {
  readonly id: string;
  readonly n: number;
  /** The version: grows with every write of any row, over restarts too. */
  readonly v: number;
}

/** What a read of the table answers. */
export interface Answer {
  readonly rows: readonly Row[];
  /** Where the rows stand in the log, as exactly as the server says it. */
  readonly position: string | undefined;
}

export interface ModelServerOptions {
  /** What the server says of each answer's place in the log: exactly it, something that is not later, or nothing. */
  readonly positions: 'exact' | 'lower' | 'none';
}

interface Entry {
  readonly n: number;
  readonly message: Message;
  /** The table after it. */
  readonly rows: readonly Row[];
}

interface PendingRead {
  /** The end of the log when the read came. */
  readonly asked: number;
  answer: Answer | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A write that a client has sent. */
interface PendingWrite {
  readonly mutationId: string | undefined;
  readonly change: (row: Row) => Row;
  readonly id: string;
  isDone: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * A server in memory: a table, a log of what happened to it, and a network that holds everything back until the test lets it
 * go. What was sent and not delivered is lost when the stream drops, as it is on a real one.
 */
export function createModelServer({ positions }: ModelServerOptions) {
  let table: readonly Row[] = [{ id: 'a', n: 0, v: 1 }];
  let version = 1;
  let log: Entry[] = [];
  /** The table as it was after each entry of this epoch; `[0]` is before the first. */
  let tables: (readonly Row[])[] = [table];
  let epoch = 1;
  let count = 0;
  /** The number of the first entry that the log still holds. */
  let first = 1;
  let network: Message[] = [];
  let stream: { push(messages: readonly Message[]): void; fail(): void } | undefined;
  const reads: PendingRead[] = [];
  let writes: PendingWrite[] = [];
  const refusals: number[] = [];
  /** Whether the server promises nothing of continuity, and replays nothing. */
  let isForgetful = false;
  const published: string[] = [];
  let isBroken = false;

  const cursor = (n = count) => formatLogId({ epoch: `e${epoch}`, ms: 1_000, n });

  function publish(type: string, data: unknown, mutationId?: string): void {
    count += 1;
    const message: Message = { event: 'message', data: JSON.stringify({ type, mutationId, data }), id: cursor() };
    log.push({ n: count, message, rows: table });
    tables.push(table);
    published.push(cursor());
    if (stream) network.push(message);
  }

  function write(id: string, change: (row: Row) => Row, mutationId?: string): void {
    const before = table.find((row) => row.id === id);
    if (!before) return;
    version += 1;
    const after = { ...change(before), v: version };
    table = table.map((row) => (row === before ? after : row));
    publish('row:changed', after, mutationId);
  }

  /** What a stream that continues from `from` begins with. */
  function begin(from: string | undefined): readonly Message[] {
    if (isForgetful) return [{ event: 'connected', data: JSON.stringify({ channels: ['rows'] }), id: undefined }];
    const [, asked, n] = /^(e\d+):\d+-(\d+)$/.exec(from ?? '') ?? [];
    const known = asked === `e${epoch}` && Number(n) >= first - 1;
    const resume = from === undefined ? 'fresh' : known ? 'resumed' : 'gap';
    const reason = resume === 'gap' ? (asked === `e${epoch}` ? 'trimmed' : 'epoch') : undefined;
    const data = JSON.stringify({ resume, reason, channels: ['rows'], head: cursor() });
    const replay = known ? log.filter((entry) => entry.n > Number(n)).map(({ message }) => message) : [];
    return [{ event: 'connected', data, id: known ? from : cursor() }, ...replay];
  }

  const transport: Transport = {
    async open(request) {
      const status = refusals.shift();
      if (status !== undefined || isBroken) {
        if (status === undefined) throw new TypeError('network error');
        return { head: { status, contentType: null, retryAfterMs: undefined }, chunks: none() };
      }
      const chunks: Chunk[] = [];
      let wake = () => {};
      let failed = false;
      const own = {
        push(messages: readonly Message[]) {
          chunks.push({ bytes: 1, messages, retryMs: undefined, oversize: 0 });
          wake();
        },
        fail() {
          failed = true;
          wake();
        },
      };
      request.signal.addEventListener('abort', () => {
        own.fail();
        if (stream === own) stream = undefined;
      });
      stream = own;
      const [connected, ...replay] = begin(request.cursor) as [Message, ...Message[]];
      own.push([connected]);
      network = replay;
      async function* read() {
        for (;;) {
          const next = chunks.shift();
          if (next) yield next;
          else if (failed) throw new TypeError('network error');
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      }
      return { head: { status: 200, contentType: 'text/event-stream', retryAfterMs: undefined }, chunks: read() };
    },
  };

  function drop(): void {
    stream?.fail();
    stream = undefined;
    network = [];
  }

  /** The table as a replica that is `lag` entries behind has it. */
  function answerOf({ asked }: PendingRead, lag: number): Answer {
    const n = Math.max(0, count - lag);
    const said = positions === 'exact' ? n : Math.min(n, asked);
    const position = positions === 'none' ? undefined : `${cursor(said)}${positions === 'exact' ? '; exact' : ''}`;
    return { rows: tables[n] as readonly Row[], position };
  }

  return {
    transport,
    published: () => published,
    rows: () => table,
    isOpen: () => stream !== undefined,
    pendingReads: () => reads.length,

    // ── The table ──
    set(id: string, n: number) {
      version += 1;
      const row = { id, n, v: version };
      const isNew = !table.some((one) => one.id === id);
      table = isNew ? [...table, row] : table.map((one) => (one.id === id ? row : one));
      publish('row:set', row);
    },
    change(id: string, n: number) {
      write(id, (row) => ({ ...row, n }));
    },
    remove(id: string) {
      if (!table.some((row) => row.id === id)) return;
      version += 1;
      table = table.filter((row) => row.id !== id);
      publish('row:gone', { id, v: version });
    },
    bump(id: string) {
      if (!table.some((row) => row.id === id)) return;
      version += 1;
      table = table.map((row) => (row.id === id ? { id, n: row.n + 1, v: version } : row));
      publish('row:bumped', { id, v: version });
    },

    // ── The stream ──
    deliver(most: number) {
      const messages = network.splice(0, most);
      if (messages.length > 0) stream?.push(messages);
    },
    /** Sends an event of the log, `back` from its end, once more. */
    resend(back: number) {
      const entry = log.at(-1 - back);
      if (entry && stream) network.push(entry.message);
    },
    /** Gives up what the client has not read yet, and says so. */
    overflow() {
      if (stream) network = [{ event: 'gap', data: '{"reason":"overflow"}', id: cursor() }];
    },
    /** A frame that cannot be read comes in the place of the next event. */
    garble() {
      const next = network.shift();
      if (next) network.unshift({ ...next, data: '{"type":"row:se' });
    },
    drop,
    /** Nobody can connect, or everybody can again. */
    breakDown(broken: boolean) {
      isBroken = broken;
      if (broken) drop();
    },
    refuse(status: number) {
      refusals.push(status);
    },
    forget() {
      isForgetful = true;
    },
    trim() {
      log = [];
      first = count + 1;
    },
    restart() {
      drop();
      for (const read of reads) read.answer ??= answerOf(read, 0);
      epoch += 1;
      log = [];
      count = 0;
      first = 1;
      tables = [table];
    },

    // ── Reads ──
    read(): Promise<Answer> {
      return new Promise((resolve, reject) => {
        reads.push({ asked: count, answer: undefined, resolve, reject });
      });
    },
    /** Reads the table for those who have asked; the answers stay on their way until `answer()`. */
    look(lag: number) {
      for (const read of reads) read.answer ??= answerOf(read, lag);
    },
    answer() {
      const read = reads.shift();
      read?.resolve(read.answer ?? answerOf(read, 0));
    },
    failRead() {
      reads.shift()?.reject(new Error('the read failed'));
    },

    // ── Writes ──
    send(mutationId: string | undefined, id: string, change: (row: Row) => Row): Promise<void> {
      return new Promise((resolve, reject) => {
        writes.push({ mutationId, id, change, isDone: false, resolve, reject });
      });
    },
    /** Does the oldest write that is not done; its answer stays on its way. */
    perform() {
      const pending = writes.find(({ isDone }) => !isDone);
      if (!pending) return;
      pending.isDone = true;
      write(pending.id, pending.change, pending.mutationId);
    },
    /** Lets the answer of the oldest write come back. */
    confirm() {
      const pending = writes.shift();
      if (!pending) return;
      if (!pending.isDone) write(pending.id, pending.change, pending.mutationId);
      pending.resolve();
    },
    /** Refuses the oldest write that is not done. */
    reject() {
      const pending = writes.find(({ isDone }) => !isDone);
      writes = writes.filter((one) => one !== pending);
      pending?.reject(new Error('refused'));
    },
    /** Whether nothing is on its way any more. */
    isIdle: () => reads.length === 0 && writes.length === 0 && network.length === 0,
  };
}

async function* none(): AsyncIterable<Chunk> {}
