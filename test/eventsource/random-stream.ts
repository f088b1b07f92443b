import fc from 'fast-check';

/** The names that random streams give to events. */
export const names = ['message', 'a', 'é'] as const;

const breaks = fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n');
const wholeField = fc.constantFrom(
  'data',
  'data:',
  'data: ',
  'event: a',
  'event:é',
  'event',
  'id: 1',
  'id',
  'id:2',
  'id: 3\0',
  ':',
);
const scrap = fc.constantFrom(
  ...['d', 'da', 'Data:', ':', ' ', '\0', 'a', 'é', '😀', '\ufeff', 'retry: 60000', 'foo: x', 'event: message'],
);
/** What is no UTF-8: lonely and surplus bytes, a surrogate. */
const broken = fc.constantFrom([0xff], [0xc3], [0xa9], [0xf0, 0x9f], [0xed, 0xa0, 0x80]);

const utf8 = new TextEncoder();
const text = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((chosen) => utf8.encode(chosen));
const line = fc.tuple(wholeField, fc.option(scrap, { nil: '' }), breaks).map((parts) => parts.join(''));
const part = fc.oneof(
  { weight: 8, arbitrary: text(line) },
  { weight: 2, arbitrary: text(breaks) },
  { weight: 2, arbitrary: text(fc.oneof(scrap, wholeField)) },
  { weight: 1, arbitrary: broken.map((bytes) => Uint8Array.from(bytes)) },
);

/** Bytes that look like an event stream and are not always one. */
export const randomStream: fc.Arbitrary<Uint8Array> = fc
  .array(part, { maxLength: 40, size: 'max' })
  .map((parts) => Uint8Array.from(parts.flatMap((bytes) => [...bytes])));

/** Where to cut: the sizes of the pieces, over and over. */
export const randomCuts: fc.Arbitrary<readonly number[]> = fc.array(fc.integer({ min: 1, max: 12 }), {
  minLength: 1,
  maxLength: 8,
});

export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] as number;
    pieces.push(bytes.subarray(start, start + size));
    start += size;
  }
  return pieces;
}
