import type { Query } from './database.ts';
import { labsosTables } from './labsos/tables.ts';
import { pindownTables } from './pindown/tables.ts';
import { pulsestageTables } from './pulsestage/tables.ts';
import { reelsTables } from './reels/tables.ts';
import { workloadTables } from './workload-insights/tables.ts';

// Columns are named as the documents name the fields, so a row is its own JSON. Times are ISO 8601 texts, because the
// payloads carry them so. `n` gives the order of insertion, which is the order of the lists. `json`, not `jsonb`: the
// latter forgets the order of keys, and a pin's variables would change places between an event and the next read.

/** A table, and what stands in it on the first start. */
export interface Table {
  /** Each column and its type, as SQL has them. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that nobody is told of. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** The oldest row first. */
  readonly seed?: (now: number) => readonly object[];
}

const tables = { ...pindownTables, ...labsosTables, ...workloadTables, ...pulsestageTables, ...reelsTables };

export type TableName = keyof typeof tables;

/** What is read of each table: all but `n` and what is hidden. */
export const columns = Object.fromEntries(
  Object.entries(tables).map(([name, table]) => [
    name,
    Object.keys(table.columns)
      .map((column) => `"${column}"`)
      .join(', '),
  ]),
) as Readonly<Record<TableName, string>>;

/** Makes the tables where there are none, and fills the new ones. */
export async function prepareTables(query: Query, now: number): Promise<void> {
  for (const [name, { columns, hidden, seed }] of Object.entries(tables as Readonly<Record<TableName, Table>>)) {
    const [known] = await query(`select 1 from pg_tables where schemaname = 'public' and tablename = $1`, [name]);
    if (known) continue;
    const fields = Object.entries({ ...columns, ...hidden }).map(([column, type]) => `"${column}" ${type}`);
    await query(`create table ${name} (n serial primary key, ${fields.join(', ')})`);
    for (const row of seed?.(now) ?? []) await insert(query, name as TableName, row);
  }
}

/** The row of this id, if there is one. */
export async function rowOf<Row extends object>(query: Query, table: TableName, id: string): Promise<Row | undefined> {
  const [row] = await query<Row>(`select ${columns[table]} from ${table} where id = $1`, [id]);
  return row;
}

/** Adds a row; gives it as it was stored. The fields' names come from code, never from a request. */
export async function insert<Row extends object>(query: Query, table: TableName, row: object): Promise<Row> {
  const fields = Object.entries(row);
  const [stored] = await query<Row>(
    `insert into ${table} (${fields.map(([name]) => `"${name}"`).join(', ')})
     values (${fields.map((_, index) => `$${index + 1}`).join(', ')})
     returning ${columns[table]}`,
    fields.map(([, value]) => toColumn(value)),
  );
  return stored as Row;
}

/** Writes these fields of a row; gives it as it was stored. */
export async function update<Row extends object>(
  query: Query,
  table: TableName,
  id: string,
  fields: object,
): Promise<Row> {
  const entries = Object.entries(fields);
  const [stored] = await query<Row>(
    `update ${table} set ${entries.map(([name], index) => `"${name}" = $${index + 2}`).join(', ')}
     where id = $1
     returning ${columns[table]}`,
    [id, ...entries.map(([, value]) => toColumn(value))],
  );
  return stored as Row;
}

function toColumn(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
