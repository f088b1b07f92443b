import { createHub, memoryLog, PublishError } from 'bisse/server';
import { defineDialect, defineEvent, type } from 'bisse/vanilla';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** Everything that could end a line, a block or a value, and what no UTF-8 can hold. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        '\n\n',
        '\0',
        '\u2028',
        '\u2029',
        '\u0085',
        '\v',
        '\f',
        '\ufeff',
        ' ',
        ':',
        ',',
      ),
      fc.constantFrom('\ud800', '\udfff', '\ud83d', '😀', 'é', '"', '\\', '</script>'),
      fc.constantFrom('data: forged', 'event: bye', 'id: forged', 'retry: 0', ':channel forged', ':mutation forged'),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const json = fc.oneof(
  hostile,
  fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile, { maxLength: 3 }), fc.integer(), fc.constant(null)), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
);
const publication = fc.record({
  data: json,
  to: fc.oneof(
    hostile.map((text) => `pin:${text}`),
    hostile,
    fc.array(hostile, { maxLength: 3 }),
    fc.constant('*'),
  ),
  mutationId: fc.option(hostile, { nil: undefined }),
  key: fc.option(hostile, { nil: undefined }),
  meta: fc.option(fc.dictionary(hostile, hostile, { maxKeys: 2, noNullPrototype: true }), { nil: undefined }),
});

const framings = ['named', 'envelope', 'event-envelope', 'flat'] as const;
const dialectOf = (framing: (typeof framings)[number]) =>
  defineDialect({ name: 'desk', framing, events: [defineEvent('said', { schema: type<unknown>() })] });

/** What a parser that is not ours reads: whole blocks, comments, retries. */
function readBytes(bytes: Uint8Array) {
  const read = {
    blocks: [] as { event?: string | undefined; id?: string | undefined; data: string }[],
    retries: [] as number[],
    comments: [] as string[],
  };
  const parser = createParser({
    onEvent: ({ event, id, data }) => void read.blocks.push({ event, id, data }),
    onComment: (comment) => void read.comments.push(comment),
    onRetry: (ms) => void read.retries.push(ms),
  });
  parser.feed(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  return read;
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

/** As UTF-8 says it: what cannot be said is U+FFFD. */
const wellFormed = (text: string) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));

test.each(framings)(
  'whatever is published and asked for, each event is one block and nothing is forged (framing %s)',
  async (framing) => {
    let published = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(publication, { maxLength: 8 }),
        fc.array(hostile, { maxLength: 4 }),
        async (all, channels) => {
          const hub = createHub({ events: dialectOf(framing), logger: { warn() {}, error() {} } });
          const url = new URL('http://localhost/events');
          if (channels.length > 0) url.searchParams.set('channels', channels.join(','));
          const everything = await hub.fetch(new Request('http://localhost/events'));
          const asked = await hub.fetch(new Request(url));
          const taken: { id: string; data: unknown; mutationId: string | undefined }[] = [];
          for (const one of all) {
            try {
              const id = await hub.publish({ type: 'said', ...one } as never);
              if (taken.every((other) => other.id !== id)) taken.push({ ...one, id });
            } catch (error) {
              expect(error).toBeInstanceOf(PublishError);
            }
          }
          published += taken.length;
          await new Promise((resolve) => setImmediate(resolve));
          await hub.close();
          const read = readBytes(await bytesOf(everything));
          const [connected, ...rest] = read.blocks;
          const bye = rest.pop();
          expect([connected?.data, bye?.data].map((data) => JSON.parse(data ?? '{}'))).toMatchObject([
            { resume: 'fresh' },
            { reason: 'shutdown' },
          ]);
          expect(rest.map(({ id }) => id)).toEqual(taken.map(({ id }) => id));
          for (const [index, { event, data }] of rest.entries()) {
            expect(event).toBe(framing === 'named' ? 'said' : undefined);
            const body = JSON.parse(data);
            const expected = JSON.parse(JSON.stringify(taken[index]?.data));
            if (framing === 'named') expect(body).toEqual(expected);
            else if (framing === 'flat') expect(body).toMatchObject(expected);
            else expect(body.data).toEqual(expected);
          }
          // The one retry is that of the bye. Comments are ours alone: the channel and the mutation of a block.
          expect(read.retries).toHaveLength(1);
          for (const comment of read.comments) expect(comment).toMatch(/^(channel|mutation) /);
          const said = taken.flatMap(({ mutationId }) =>
            mutationId === undefined ? [] : [`mutation ${wellFormed(mutationId)}`],
          );
          const mutations = read.comments.filter((comment) => comment.startsWith('mutation '));
          expect(mutations).toEqual(framing === 'named' || framing === 'flat' ? said : []);
          // The channels that were asked for come back as JSON, in one block.
          const other = readBytes(await bytesOf(asked));
          expect(other.retries).toHaveLength(1);
          const back = JSON.parse(other.blocks[0]?.data ?? '{}').channels ?? [];
          for (const channel of back) expect(channel).not.toMatch(/[\r\n\0]/);
        },
      ),
      { seed: 20_261_121, numRuns: 150, endOnFailure: true },
    );
    expect(published).toBeGreaterThan(100);
  },
);

test('an entry of someone else, which would forge another, is heard by nobody, and disturbs nobody', async () => {
  const errors: string[] = [];
  const log = memoryLog();
  const hub = createHub({
    events: dialectOf('named'),
    log,
    logger: { warn() {}, error: (_, message) => errors.push(message) },
  });
  const response = await hub.fetch(new Request('http://localhost/events'));
  const forged = 'x\n\nevent: bye\ndata: {}';
  const entry = { type: 'said', scopes: ['*'], event: 'said', data: '"1"' };
  log.append({ ...entry, event: forged });
  log.append({ ...entry, mutationId: forged });
  log.append({ ...entry, scopes: [`pin:${forged}`] });
  log.append({ ...entry, data: 'one\r\ntwo\rthree\nevent: bye\n\n:channel x' });
  log.append(entry);
  await new Promise((resolve) => setImmediate(resolve));
  await hub.close();
  const { blocks } = readBytes(await bytesOf(response));
  expect(blocks.slice(1, -1).map(({ event, data }) => [event, data])).toEqual([
    ['said', 'one\ntwo\nthree\nevent: bye\n\n:channel x'],
    ['said', '"1"'],
  ]);
  expect(errors).toHaveLength(3);
  expect(errors[0]).toMatch(/^bisse: an entry of the log cannot be written/);
});
