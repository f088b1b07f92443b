import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import { encodeComment, encodeMessage, encodeRetry } from './encode.ts';
import type { Message } from './message.ts';
import { createMessageParser } from './parse.ts';

const utf8 = new TextEncoder();

/** What a parser makes of the pieces, added up. */
function parse(pieces: readonly (string | Uint8Array)[], maxEventBytes = 1_000_000) {
  const parser = createMessageParser({ maxEventBytes });
  const chunks = pieces.map((piece) => parser.feed(typeof piece === 'string' ? utf8.encode(piece) : piece));
  return {
    chunks,
    messages: chunks.flatMap((chunk) => chunk.messages),
    oversize: chunks.reduce((sum, chunk) => sum + chunk.oversize, 0),
    comments: chunks.reduce((sum, chunk) => sum + (chunk.comments ?? 0), 0),
    bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes, 0),
    lastId: chunks.findLast((chunk) => chunk.lastId !== undefined)?.lastId,
  };
}

/** Cuts bytes into pieces of the given sizes, over and over. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    pieces.push(bytes.subarray(start, start + size));
    start += size;
  }
  return pieces;
}

const oneLine = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\r\n\0]/.test(text));
const data = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', 'data: x', ': ', ' ', 'é😀')));
const message: fc.Arbitrary<Message> = fc.record({
  event: oneLine,
  data: data.map((parts) => parts.join('').replaceAll(/\r\n?/g, '\n')),
  id: fc.option(oneLine, { nil: undefined }),
  channel: fc.option(oneLine, { nil: undefined }),
  mutationId: fc.option(oneLine, { nil: undefined }),
});
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });

describe('what is encoded', () => {
  test('comes back as it was, whatever the line ends and wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(message), sizes, fc.constantFrom('\n', '\r', '\r\n'), (messages, cuts, lineEnd) => {
        const text = messages.map(encodeMessage).join('').replaceAll('\n', lineEnd);
        const parsed = parse(cut(utf8.encode(text), cuts));
        expect(parsed.messages).toEqual(messages);
        expect(parsed.bytes).toBe(utf8.encode(text).length);
        expect(parsed.lastId).toBe(messages.findLast(({ id }) => id !== undefined)?.id);
      }),
      { seed },
    );
  });

  test('can be interleaved with comments and retry times without a trace in the messages', () => {
    fc.assert(
      fc.property(fc.array(message), sizes, fc.string(), fc.nat(), (messages, cuts, comment, retryMs) => {
        const noise = encodeComment(comment) + encodeRetry(retryMs);
        const parsed = parse(
          cut(utf8.encode(noise + messages.map((one) => encodeMessage(one) + noise).join('')), cuts),
        );
        expect(parsed.messages).toEqual(messages);
        expect(parsed.chunks.findLast((chunk) => chunk.retryMs !== undefined)?.retryMs).toBe(retryMs);
        expect(parsed.comments).toBeGreaterThan(messages.length);
      }),
      { seed },
    );
  });
});

describe('a parser', () => {
  test('gives the channel and the mutation of a block to no other', () => {
    const blocks = ':mutation m1\n:channel a\ndata: 1\n\ndata: 2\n\n:mutation m2\ndata: 333\n\ndata: 4\n\n';
    expect(parse([blocks], 2).messages.map(({ data, channel, mutationId }) => [data, channel, mutationId])).toEqual([
      ['1', 'a', 'm1'],
      ['2', undefined, undefined],
      ['4', undefined, undefined],
    ]);
  });

  test('gives a message the id of its own block only', () => {
    expect(parse(['id: 1\ndata: a\n\ndata: b\n\nid:\ndata: c\n\n']).messages).toMatchObject([
      { data: 'a', id: '1' },
      { data: 'b', id: undefined },
      { data: 'c', id: '' },
    ]);
  });

  test('tells the id of a block without data and gives no message for it', () => {
    const { chunks, messages } = parse(['id: 7\n', '\n', ': nothing\n\n', 'id: 8\ndata: x\n\nid: 9\n\n']);
    expect(chunks.map((chunk) => chunk.lastId)).toEqual([undefined, '7', undefined, '9']);
    expect(messages).toHaveLength(1);
  });

  test('tells the next message without an id of its own which id such blocks left behind', () => {
    const preceding = (text: string, sizes: readonly number[], limit?: number) =>
      parse(cut(utf8.encode(text), sizes), limit).messages.map(({ precedingId }) => precedingId);
    const text = 'id: 1\n\nid: 2\n\ndata: a\n\ndata: b\n\nid: 3\n\nid: 4\ndata: c\n\ndata: d\n\nid:\n\ndata: e\n\n';
    for (const sizes of [[1_000], [7], [1]]) {
      expect(preceding(text, sizes)).toEqual(['2', undefined, undefined, undefined, '']);
    }
    expect(preceding(`id: 1\n\nid: large\ndata: ${'x'.repeat(200)}\n\ndata: a\n\n`, [1_000], 100)).toEqual(['1']);
  });

  test('ignores an id that holds NUL', () => {
    expect(parse(['id: a\0b\ndata: x\n\n']).messages).toMatchObject([{ id: undefined }]);
  });

  test('eats one byte-order mark at the start and none later', () => {
    const mark = '\uFEFF';
    expect(parse([`${mark}data: a\n\n`]).messages).toMatchObject([{ data: 'a' }]);
    expect(parse([`${mark}${mark}data: a\n\n`]).messages).toEqual([]);
    expect(parse(cut(utf8.encode(`${mark}data: ${mark}a\n\n`), [1])).messages).toMatchObject([{ data: `${mark}a` }]);
  });

  test('reads the channel of a block from its comment, and the next block has none', () => {
    const { messages, comments } = parse([':channel pin:7\nevent: e\ndata: a\n\ndata: b\n\n: ping\n\n']);
    expect(messages.map(({ channel }) => channel)).toEqual(['pin:7', undefined]);
    expect(comments).toBe(1);
  });

  test('never gives an incomplete message', () => {
    expect(parse(['data: a\n\ndata: b\n']).messages).toHaveLength(1);
  });
});

describe('a message that is too large', () => {
  const small = (name: string) => `id: ${name}\ndata: ${name}\n\n`;

  test('is dropped and counted, and the stream goes on after it, for all line ends and cuts', () => {
    const large = fc.record({
      size: fc.integer({ min: 101, max: 1_000 }),
      lines: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(large, fc.constant('small' as const)), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 10 }),
        fc.constantFrom('\n', '\r', '\r\n'),
        (blocks, cuts, lineEnd) => {
          const text = blocks
            .map((block, index) =>
              block === 'small'
                ? small(`s${index}`)
                : `id: large${index}\n${`data: ${'x'.repeat(block.size)}\n`.repeat(block.lines)}\n`,
            )
            .join('')
            .replaceAll('\n', lineEnd);
          const names = blocks.flatMap((block, index) => (block === 'small' ? [`s${index}`] : []));
          const parsed = parse(cut(utf8.encode(text), cuts), 100);
          expect(parsed.messages.map(({ data }) => data)).toEqual(names);
          expect(parsed.oversize).toBe(blocks.length - names.length);
          expect(parsed.lastId).toBe(names.at(-1));
        },
      ),
      { seed },
    );
  });

  test('is measured in bytes of UTF-8', () => {
    expect(parse([`data: ${'é'.repeat(50)}\n\n`], 100)).toMatchObject({ oversize: 0 });
    expect(parse([`data: ${'é'.repeat(51)}\n\n`], 100)).toMatchObject({ oversize: 1, messages: [] });
  });

  test('is not made of many comments without a blank line', () => {
    const parsed = parse([...Array.from({ length: 100 }, () => ': ping\n'), small('a')], 100);
    expect(parsed).toMatchObject({ oversize: 0, comments: 100, messages: [{ data: 'a' }] });
  });
});
