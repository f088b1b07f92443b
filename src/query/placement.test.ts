import { describe, expect, it } from 'vitest';
import { defineCollection } from '../events/collection.ts';
import { type } from '../events/schema.ts';
import { place, readRows, writeRows } from './placement.ts';

const tickets = defineCollection('tickets', { item: type<{ id: string }>() });
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({ id })) as [
  { id: string },
  { id: string },
  { id: string },
  { id: string },
];

function replaceRows(data: unknown, change: (rows: readonly object[]) => readonly object[], at?: never) {
  const placement = place(tickets, at === undefined ? {} : { at });
  const rows = readRows(placement.at, data) as readonly object[];
  return writeRows(placement, data, rows, change(rows));
}

describe('where rows stand in data', () => {
  it('is seen from the shape: a list, an object with items, one row', () => {
    expect(readRows(undefined, [a, b])).toEqual([a, b]);
    expect(readRows(undefined, { items: [a], total: 1 })).toEqual([a]);
    expect(readRows(undefined, a)).toEqual([a]);
    expect(readRows(undefined, 'text')).toBeUndefined();
  });

  it('keeps what else an object with items holds', () => {
    expect(replaceRows({ items: [a], total: 7 }, (rows) => [...rows, b])).toEqual({ items: [a, b], total: 7 });
  });

  it('keeps the pages that did not change the same objects', () => {
    const data = { pages: [[a, b], { items: [c], next: 2 }], pageParams: [0, 1] };
    const next = replaceRows(data, (rows) => rows.filter((row) => row !== c)) as typeof data;
    expect(next.pages[0]).toBe(data.pages[0]);
    expect(next.pages[1]).toEqual({ items: [], next: 2 });
  });

  it('puts a new row on the page of the row before it', () => {
    const data = { pages: [[a], [b]], pageParams: [0, 1] };
    expect(replaceRows(data, (rows) => [d, ...rows])).toMatchObject({ pages: [[d, a], [b]] });
    expect(replaceRows(data, (rows) => [...rows, d])).toMatchObject({ pages: [[a], [b, d]] });
  });

  it('is read and written through a lens where nothing else fits', () => {
    const lens = {
      get: (data: { board: { cards: readonly { id: string }[] } }) => data.board.cards,
      set: (_: unknown, cards: readonly { id: string }[]) => ({ board: { cards } }),
    };
    expect(replaceRows({ board: { cards: [a] } }, (rows) => [...rows, b], lens as never)).toEqual({
      board: { cards: [a, b] },
    });
  });
});
