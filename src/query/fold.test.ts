import { describe, expect, it } from 'vitest';
import { defineCollection, type Patch } from '../events/collection.ts';
import { type } from '../events/schema.ts';
import { type FoldOptions, foldPatches, indexRows } from './fold.ts';
import { type PlaceOptions, place } from './placement.ts';

interface Ticket {
  readonly id: string;
  readonly votes: number;
  readonly status?: string;
}

const tickets = defineCollection('tickets', { item: type<Ticket>(), version: (row) => row.votes });
const rows: readonly Ticket[] = [
  { id: 'a', votes: 1 },
  { id: 'b', votes: 2 },
  { id: 'c', votes: 3 },
];

function fold(patches: readonly Patch[], options: Partial<FoldOptions> & { place?: PlaceOptions<Ticket> } = {}) {
  const placement = place(tickets, options.place ?? {});
  const index = indexRows(rows, placement.idOf);
  const folded = foldPatches(index, patches, {
    placement,
    queryKey: options.queryKey ?? ['tickets'],
    isSingle: options.isSingle ?? false,
    exact: options.exact ?? false,
    gone: options.gone ?? new Set(),
    removed: options.removed ?? new Map(),
  });
  const list = folded.index.rows as readonly Ticket[];
  return { ...folded, list, ids: list.map(({ id }) => id).join('') };
}

describe('folding patches into a list', () => {
  it('changes only the row that is named and keeps the others the same objects', () => {
    const { list, changed } = fold([tickets.merge('b', { votes: 9 })]);
    expect(list).toEqual([rows[0], { id: 'b', votes: 9 }, rows[2]]);
    expect(list[0]).toBe(rows[0]);
    expect([...changed]).toEqual(['b']);
  });

  it('keeps the array when nothing changes', () => {
    expect(fold([tickets.merge('b', { votes: 2 }), tickets.merge('zz', { votes: 1 })]).list).toBe(rows);
  });

  it('adds at the end or the start, removes, and keeps its index right for what follows', () => {
    const { ids, index } = fold([
      tickets.upsert({ id: 'd', votes: 0 }),
      tickets.upsert({ id: 'z', votes: 0 }, { at: 'start' }),
      tickets.remove('a'),
      tickets.merge('z', { votes: 5 }),
      tickets.remove('d'),
      tickets.upsert({ id: 'd', votes: 7 }),
    ]);
    expect(ids).toBe('zbcd');
    expect(index.rows[index.places.get('z') as number]).toEqual({ id: 'z', votes: 5 });
    expect(index.rows[index.places.get('d') as number]).toEqual({ id: 'd', votes: 7 });
  });

  it('writes over the row that an upsert finds', () => {
    expect(fold([tickets.upsert({ id: 'a', votes: 4, status: 'OPEN' })]).list[0]).toEqual({
      id: 'a',
      votes: 4,
      status: 'OPEN',
    });
  });

  it('keeps a list in the order that its place declares', () => {
    const byVotes = (a: Ticket, b: Ticket) => b.votes - a.votes;
    expect(fold([tickets.merge('a', { votes: 9 })], { place: { sort: byVotes } }).ids).toBe('acb');
  });

  it('replaces all rows, keeping those that are the same', () => {
    const { list, ids } = fold([
      tickets.replace([
        { id: 'c', votes: 3 },
        { id: 'x', votes: 1 },
      ]),
    ]);
    expect(ids).toBe('cx');
    expect(list[0]).toBe(rows[2]);
  });

  it('D1: does not apply a delta unless it is known exactly what the rows hold', () => {
    const add = tickets.edit('a', (row) => ({ ...row, votes: row.votes + 1 }));
    expect(fold([add])).toMatchObject({ owes: true, list: rows });
    expect(fold([add, add], { exact: true }).list[0]).toEqual({ id: 'a', votes: 3 });
    const set = tickets.edit('a', (row) => ({ ...row, votes: 8 }), { idempotent: true });
    expect(fold([set])).toMatchObject({ owes: false });
  });

  it('D3: ignores a write that is older than the row', () => {
    expect(fold([tickets.merge('c', { votes: 2 }, { version: 2 })]).list).toBe(rows);
    expect(fold([tickets.merge('c', { votes: 4 }, { version: 4 })]).list[2]).toEqual({ id: 'c', votes: 4 });
  });

  it('has a list with parameters read again when a row may come into it or leave it', () => {
    const queryKey = ['tickets', { status: 'OPEN' }];
    expect(fold([tickets.upsert({ id: 'd', votes: 1 })], { queryKey })).toMatchObject({ owes: true, ids: 'abc' });
    expect(fold([tickets.merge('a', { status: 'DONE' })], { queryKey })).toMatchObject({ owes: true });
    expect(fold([tickets.remove('a')], { queryKey })).toMatchObject({ owes: false, ids: 'bc' });
  });

  it('moves rows in and out by itself where the place says what it includes', () => {
    const queryKey = ['tickets', { status: 'OPEN' }];
    const options = { queryKey, place: { includes: (row: Ticket) => row.status !== 'DONE' } };
    expect(fold([tickets.upsert({ id: 'd', votes: 1 })], options)).toMatchObject({ owes: false, ids: 'abcd' });
    expect(fold([tickets.upsert({ id: 'd', votes: 1, status: 'DONE' })], options)).toMatchObject({
      owes: false,
      ids: 'abc',
    });
    expect(fold([tickets.merge('a', { status: 'DONE' })], options)).toMatchObject({ owes: false, ids: 'bc' });
  });

  it('never adds to data that is one row', () => {
    const options = { queryKey: ['tickets', 'a'], isSingle: true };
    expect(fold([tickets.upsert({ id: 'd', votes: 1 }), tickets.merge('a', { votes: 2 })], options)).toMatchObject({
      owes: false,
      ids: 'abc',
    });
  });
});
