import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import { createVirtualClock, type VirtualClock } from '../utils/virtual-clock.ts';
import { createHub } from './hub.ts';
import { memoryLog } from './log/memory.ts';
import { desk } from './test/desk.ts';

interface Block {
  readonly event: string;
  readonly id: string;
  readonly data: { readonly resume?: string; readonly text?: string };
}

/** One stream, from the cursor that it was asked for to the last block that was read. */
interface Session {
  readonly asked: string | undefined;
  readonly blocks: readonly Block[];
  /** Whether it is open and was read until nothing more came. */
  isReadOut: boolean;
}

interface Visitor {
  readonly scopes: readonly string[];
  readonly sessions: Session[];
  connect(): Promise<void>;
  /** Reads up to so many chunks of those that are there. */
  read(chunks: number): Promise<void>;
  leave(): Promise<void>;
}

const scopes = ['channel:notes', 'channel:pins', 'pin:7', 'pin:8', 'tenant:a', 'tenant:b', 'user:1', 'user:2', '*'];

/** Who asks for what, and what each then may hear, written down by hand. */
const visitors = [
  { query: '', identity: { scopes: ['*'] }, hears: scopes },
  { query: '?channels=notes,pin:7', identity: { scopes: ['*'] }, hears: ['channel:notes', 'pin:7', '*'] },
  {
    query: '?channels=pins,pin:8,tenant:b',
    identity: { user: '1', scopes: ['tenant:a', 'channel:*'] },
    hears: ['channel:pins', 'user:1', '*'],
  },
  {
    query: '?channels=notes',
    identity: { user: '2', scopes: ['tenant:a', 'channel:*'] },
    hears: ['channel:notes', 'user:2', 'tenant:a', '*'],
  },
];

function visit(
  hub: ReturnType<typeof createHub<typeof desk>>,
  clock: VirtualClock,
  index: number,
  hears: readonly string[],
): Visitor {
  const sessions: Session[] = [];
  let cursor: string | undefined;
  let reader: ReadableStreamDefaultReader<string> | undefined;
  let reading: Promise<ReadableStreamReadResult<string>> | undefined;
  let feed = (_text: string) => {};
  return {
    scopes: hears,
    sessions,
    async connect() {
      if (reader) return;
      const headers = { 'x-visitor': String(index), ...(cursor && { 'last-event-id': cursor }) };
      const response = await hub.fetch(new Request(`http://localhost/${visitors[index]?.query}`, { headers }));
      const blocks: Block[] = [];
      sessions.push({ asked: cursor, blocks, isReadOut: false });
      const parser = createParser({
        onEvent({ event = 'message', id = '', data }) {
          cursor = id;
          blocks.push({ event, id, data: JSON.parse(data) });
        },
      });
      feed = (text) => parser.feed(text);
      reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    },
    async read(chunks) {
      const session = sessions.at(-1);
      if (!reader || !session) return;
      session.isReadOut = false;
      for (let n = 0; n < chunks; n++) {
        reading ??= reader.read();
        const step = await Promise.race([reading, clock.settle()]);
        if (step === undefined || step.value === undefined) {
          session.isReadOut = true;
          return;
        }
        reading = undefined;
        feed(step.value);
      }
    },
    async leave() {
      for (const session of sessions) session.isReadOut = false;
      await reader?.cancel();
      reader = undefined;
      reading = undefined;
    },
  };
}

/** Holds a session against all that was published. `log` is `[id, scopes]` by position; the first is the empty log's. */
function check(
  { asked, blocks, isReadOut }: Session,
  hears: readonly string[],
  log: readonly [string, readonly string[]][],
): void {
  const positionOf = (id: string) => {
    const position = log.findIndex(([known]) => known === id);
    expect(position, `the id ${id} is one of the log's`).not.toBe(-1);
    return position;
  };
  const nextAfter = (position: number) =>
    log.findIndex(([, to], at) => at > position && to.some((scope) => hears.includes(scope)));
  const [first, ...rest] = blocks;
  if (!first) return;
  expect(first.event).toBe('connected');
  let position = positionOf(first.id);
  if (asked === undefined) expect(first.data.resume).toBe('fresh');
  else if (first.data.resume === 'resumed') expect(first.id).toBe(asked);
  else expect(position).toBeGreaterThan(positionOf(asked));
  for (const { event, id } of rest) {
    const at = positionOf(id);
    if (event === 'gap') {
      expect(at).toBeGreaterThan(position);
    } else if (event === 'heartbeat') {
      expect(at).toBeGreaterThanOrEqual(position);
      const missed = nextAfter(position);
      expect(missed === -1 || missed > at, 'a heartbeat passes no event by').toBe(true);
    } else {
      expect(at, 'the very next event that it may hear').toBe(nextAfter(position));
    }
    position = at;
  }
  if (isReadOut) expect(nextAfter(position), 'nothing is left').toBe(-1);
}

const someScopes = fc.uniqueArray(fc.constantFrom(...scopes), { minLength: 1, maxLength: 3 });
const who = fc.nat(visitors.length - 1);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('publish' as const), to: someScopes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('burst' as const), to: someScopes }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('connect' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('read' as const), who, chunks: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 400 }) }) },
);

test('every client gets exactly what it may hear after its cursor, in order, or a gap that says where it goes on', async () => {
  const seen = { resumed: 0, gap: 0, overflow: 0, heartbeat: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 80, size: 'max' }),
      fc.integer({ min: 2, max: 30 }),
      async (steps, max) => {
        const clock = createVirtualClock();
        const hub = createHub({
          ...{ events: desk, clock, heartbeat: 100, limits: { perClientBytes: 300 } },
          log: memoryLog({ clock, max, retention: 2_000 }),
          logger: { warn() {}, error() {} },
          authorize: (request) => visitors[Number(request.headers.get('x-visitor'))]?.identity ?? null,
        });
        const log: [string, readonly string[]][] = [[hub.cursor(), []]];
        const present = visitors.map(({ hears }, index) => visit(hub, clock, index, hears));
        const publish = async (to: readonly string[], text: string) => {
          log.push([await hub.publish({ type: 'note:added', data: { text }, to }), to]);
        };
        for (const one of steps) {
          if (one.do === 'publish') await publish(one.to, 'x'.repeat(40));
          else if (one.do === 'burst') for (let n = 0; n < 15; n++) await publish(one.to, 'y');
          else if (one.do === 'wait') await clock.advance(one.ms);
          else if (one.do === 'connect') await present[one.who]?.connect();
          else if (one.do === 'leave') await present[one.who]?.leave();
          else await present[one.who]?.read(one.chunks);
        }
        for (const visitor of present) {
          await visitor.connect();
          await visitor.read(Infinity);
          for (const session of visitor.sessions) {
            check(session, visitor.scopes, log);
            for (const { event, data } of session.blocks) {
              if (data.resume === 'resumed' || data.resume === 'gap') seen[data.resume] += 1;
              if (event === 'gap') seen.overflow += 1;
              if (event === 'heartbeat') seen.heartbeat += 1;
            }
          }
          await visitor.leave();
        }
        await hub.close();
        expect(clock.pending()).toBe(0);
      },
    ),
    { numRuns: 200, seed },
  );
  // The test is worth something only if all of this happens in it.
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(20);
}, 30_000);
