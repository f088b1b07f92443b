import { ConfigError } from '../../errors.ts';

/** Fields of a JSON object, each an SQL expression or an object again: `{ jobId: 'new.id', progress: { … } }`. */
export interface OutboxFields {
  readonly [field: string]: string | OutboxFields;
}

/**
 * Makes an event of a changed row. What is said to be SQL stands in the trigger as it is written here, with the row as
 * `new` (inserts and updates) and `old` (updates and deletes). Functions and types that are not Postgres' own need the name of
 * their schema. A trigger that fails refuses the write, so let no expression fail.
 */
export interface OutboxTrigger {
  /** The table's name, as it is spelled in the database; with its schema (`app.jobs`) when it is not `public`. */
  readonly table: string;
  readonly on: 'insert' | 'update' | 'delete';
  /** SQL: which changes are told. Default: all. `'new.progress_updated_at is distinct from old.progress_updated_at'` */
  readonly when?: string;
  /** The event's type. */
  readonly type: string;
  /**
   * SQL: who hears it, a scope (`"'project:' || new.project_id"`) or an array of them. A change for which it is null is not
   * told.
   */
  readonly to: string;
  /** The event's payload: SQL that gives JSON, or its fields. */
  readonly data: string | OutboxFields;
}

/** The SQL of one trigger: its function, and itself. `place` is its place among all, in which order they fire. */
export function triggerSql(schema: string, trigger: OutboxTrigger, place: number): string {
  const { on, when, type, to, data } = trigger;
  const name = `${String(place).padStart(2, '0')}_${type.toLowerCase().replace(/\W+/g, '_').slice(0, 40)}`;
  const condition = when === undefined ? '' : ` when (${when})`;
  return `
-- ${quoted(type)} of ${trigger.table}
create function ${schema}.on_${name}() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  insert into ${schema}.outbox (id, publication)
  select nextval('${schema}.outbox_order'), json_build_object(
    'type', ${quoted(type)},
    'to', ${to},
    'data', ${typeof data === 'string' ? data : fieldsSql(data)}
  )
  where (${to}) is not null;
  return null;
end $outbox$;
create constraint trigger bisse_${name} after ${on} on ${tableSql(trigger.table)}
  deferrable initially deferred for each row${condition} execute function ${schema}.on_${name}();
`;
}

function fieldsSql(fields: OutboxFields): string {
  const written = Object.entries(fields).map(
    ([field, value]) => `${quoted(field)}, ${typeof value === 'string' ? value : fieldsSql(value)}`,
  );
  return `json_build_object(${written.join(', ')})`;
}

function tableSql(table: string): string {
  const parts = table.split('.');
  if (parts.length > 2 || parts.some((part) => part === '' || /["\0]/.test(part))) {
    throw new ConfigError(
      `${JSON.stringify(table)} is not the name of a table, so no trigger can be made for it. Give a name such as "jobs" or "app.jobs".`,
    );
  }
  return (parts.length === 1 ? ['public', ...parts] : parts).map((part) => `"${part}"`).join('.');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
