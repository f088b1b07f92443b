// The same rows and the same events on every run: what the server writes, and what the page must show in the end.

export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly votes: number;
  readonly price: number;
  readonly status: 'open' | 'held' | 'closed';
  readonly updatedAt: string;
}

/** What an event says of an entity. `n` counts the events from 1. */
export interface Change extends Omit<Entity, 'name'> {
  readonly n: number;
}

export const entityCount = 1_000;
export const eventType = 'entity:changed';

const statuses = ['open', 'held', 'closed'] as const;
const start = Date.UTC(2026, 0, 1);

export function makeRows(): readonly Entity[] {
  return Array.from({ length: entityCount }, (_, index) => ({
    id: `e${index}`,
    name: `Entity ${index}`,
    votes: 0,
    price: 0,
    status: 'open',
    updatedAt: new Date(start).toISOString(),
  }));
}

/** So many changes, dealt to the entities as a fixed pseudo-random sequence says. */
export function* makeChanges(count: number): Generator<Change> {
  let random = 1;
  for (let n = 1; n <= count; n += 1) {
    random = (random * 48_271) % 2_147_483_647;
    yield {
      n,
      id: `e${random % entityCount}`,
      votes: n,
      price: (random % 100_000) / 100,
      status: statuses[random % 3] as Entity['status'],
      updatedAt: new Date(start + n).toISOString(),
    };
  }
}

/** The text of an entity's row. */
export function textOf({ name, votes, price, status }: Entity): string {
  return `${name}: ${votes} votes, ${price} (${status})`;
}

/** The texts that the rows show after so many changes, and the id of the row that changes last. */
export function expectedAfter(count: number): { readonly texts: ReadonlyMap<string, string>; readonly lastId: string } {
  const rows = new Map(makeRows().map((row) => [row.id, row]));
  let lastId = '';
  for (const { n: _, ...fields } of makeChanges(count)) {
    lastId = fields.id;
    rows.set(lastId, { ...(rows.get(lastId) as Entity), ...fields });
  }
  return { texts: new Map([...rows].map(([id, row]) => [id, textOf(row)])), lastId };
}
