import type { Chunk, Transport } from '../src/transport/transport.ts';
import { formatLogId } from '../src/wire/log-id.ts';
import type { Message } from '../src/wire/message.ts';

export interface Row {
  readonly id: string;
  readonly n: number;
}

interface Entry {
  readonly n: number;
  readonly message: Message;
}

/**
 * A server in memory: rows, a log, and a network that holds messages back until the test delivers them. What was sent and
 * not delivered is lost when the stream drops, as it is on a real one.
 */
export function createModelServer() {
  let table = new Map<string, Row>([['a', { id: 'a', n: 0 }]]);
  let log: Entry[] = [];
  let epoch = 1;
  let count = 0;
  /** The number of the first entry that the log still holds. */
  let first = 1;
  let network: Message[] = [];
  let stream: { push(chunk: Chunk): void; fail(): void } | undefined;
  let answers: (() => void)[] = [];

  const cursor = (n = count) => formatLogId({ epoch: `e${epoch}`, ms: 1_000, n });

  function publish(event: string, data: unknown): void {
    count += 1;
    const message: Message = { event, data: JSON.stringify(data), id: cursor() };
    log.push({ n: count, message });
    if (stream) network.push(message);
  }

  /** What a stream that continues from `from` begins with. */
  function begin(from: string | undefined): Message[] {
    const [, asked, n] = /^(e\d+):\d+-(\d+)$/.exec(from ?? '') ?? [];
    const known = asked === `e${epoch}` && Number(n) >= first - 1;
    const resume = from === undefined ? 'fresh' : known ? 'resumed' : 'gap';
    const reason = asked === `e${epoch}` ? 'trimmed' : 'epoch';
    const id = known ? from : cursor();
    const data = JSON.stringify({
      resume,
      ...(resume === 'gap' ? { reason } : {}),
      channels: ['rows'],
      head: cursor(),
    });
    const replay = known ? log.filter((entry) => entry.n > Number(n)).map(({ message }) => message) : [];
    return [{ event: 'connected', data, id }, ...replay];
  }

  const transport: Transport = {
    async open(request) {
      const chunks: Chunk[] = [];
      let wake = () => {};
      let failed = false;
      const own = {
        push(chunk: Chunk) {
          chunks.push(chunk);
          wake();
        },
        fail() {
          failed = true;
          wake();
        },
      };
      request.signal.addEventListener('abort', own.fail);
      stream = own;
      const [connected, ...replay] = begin(request.cursor) as [Message, ...Message[]];
      own.push(chunk([connected]));
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

  return {
    transport,
    rows: () => [...table.values()],
    set(row: Row) {
      table.set(row.id, row);
      publish('row:set', row);
    },
    remove(id: string) {
      if (table.delete(id)) publish('row:gone', { id });
    },
    bump(id: string) {
      const row = table.get(id);
      if (!row) return;
      table.set(id, { id, n: row.n + 1 });
      publish('row:bumped', { id });
    },
    deliver(most: number) {
      const messages = network.splice(0, most);
      if (messages.length > 0) stream?.push(chunk(messages));
    },
    /** Sends the last event once more. */
    duplicate() {
      const last = log.at(-1);
      if (last && stream) network.push(last.message);
    },
    /** Gives up what the client has not read yet, and says so. */
    overflow() {
      if (!stream) return;
      network = [{ event: 'gap', data: '{"reason":"overflow"}', id: cursor() }];
    },
    drop() {
      stream?.fail();
      stream = undefined;
      network = [];
    },
    trim() {
      log = [];
      first = count + 1;
    },
    restart() {
      this.drop();
      epoch += 1;
      log = [];
      count = 0;
      first = 1;
      table = new Map(table);
    },
    /** Reads the table now; the answer is held back until `answer()`. The cursor is read before the rows. */
    async read() {
      const answer = { cursor: cursor(), rows: [...table.values()] };
      await new Promise<void>((resolve) => answers.push(resolve));
      return answer;
    },
    answer() {
      const ready = answers;
      answers = [];
      for (const resolve of ready) resolve();
    },
  };
}

function chunk(messages: readonly Message[]): Chunk {
  return { bytes: 1, messages, retryMs: undefined, oversize: 0 };
}
