import type { Query } from './database.ts';
import { seedActivities, seedPins, seedQuestions } from './seed.ts';

// Columns are named as the documents name the fields, so a row is its own JSON. Times are ISO 8601 texts, because the
// payloads carry them so. `n` gives the order of insertion, which is the order of the lists. `json`, not `jsonb`: the
// latter forgets the order of keys, and a pin's variables would change places between an event and the next read.

const tables = `
  create table if not exists pins (
    n serial primary key,
    id text unique not null,
    title text not null,
    status text not null,
    "isPublic" boolean not null,
    views integer not null default 0,
    "templateVars" json not null
  );
  create table if not exists questions (
    n serial primary key,
    id text unique not null,
    body text not null,
    upvotes integer not null default 0,
    status text not null default 'OPEN',
    "teamId" text,
    "createdAt" text not null,
    tags json not null default '[]',
    "isPinned" boolean not null default false,
    "pinnedBy" text,
    "pinnedAt" text,
    "isFrozen" boolean not null default false,
    "frozenBy" text,
    "frozenAt" text,
    "responseText" text,
    "respondedAt" text
  );
  create table if not exists activities (
    n serial primary key,
    id text unique not null,
    category text not null,
    subcategory text not null,
    location text not null,
    status text not null,
    reporter text not null,
    "assignedTo" text,
    timestamp text not null,
    "latestUpdate" json
  );
`;

/** What is read of each table: all but `n`. */
export const columns = {
  pins: `id, title, status, "isPublic", views, "templateVars"`,
  questions: `id, body, upvotes, status, "teamId", "createdAt", tags, "isPinned", "pinnedBy", "pinnedAt", "isFrozen",
    "frozenBy", "frozenAt", "responseText", "respondedAt"`,
  activities: `id, category, subcategory, location, status, reporter, "assignedTo", timestamp, "latestUpdate"`,
} as const;

export type TableName = keyof typeof columns;

/** Makes the tables where there are none, and fills the empty ones. */
export async function prepareTables(query: Query, now: number): Promise<void> {
  for (const statement of tables.split(';')) if (statement.trim()) await query(statement);
  await fill(query, 'pins', seedPins());
  await fill(query, 'questions', seedQuestions(now));
  await fill(query, 'activities', seedActivities(now));
}

async function fill(query: Query, table: TableName, rows: readonly object[]): Promise<void> {
  const [first] = await query(`select 1 from ${table} limit 1`);
  if (first) return;
  for (const row of rows) await insert(query, table, row);
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
