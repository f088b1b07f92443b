import { createHash } from 'node:crypto';
import { ConfigError } from '../../errors.ts';
import { type OutboxTrigger, triggerSql } from './outbox-trigger.ts';

export interface OutboxMigrationOptions {
  /** The schema that holds all that the outbox is made of. Default `'bisse'`. */
  readonly schema?: string;
  /**
   * The triggers that make events of changed rows. The list is the whole truth: one that it no longer has is taken away.
   * Default: those that are there stay as they are.
   */
  readonly triggers?: readonly OutboxTrigger[];
}

/** The outbox of PostgreSQL 13 or later: tables, functions, triggers. */
export interface OutboxMigration {
  /** Statements for one transaction, in a form for `psql` and for migration tools. Safe to run again. */
  readonly sql: string;
  /** Names this very text. The database remembers it. */
  readonly version: string;
}

/**
 * Gives the SQL that makes the outbox, or brings an older one up to date. To take all of it away, triggers included:
 * `drop schema bisse cascade`.
 * @throws ConfigError on names that cannot be meant.
 */
export function outboxMigration({ schema = 'bisse', triggers }: OutboxMigrationOptions = {}): OutboxMigration {
  checkSchema(schema);
  const made =
    triggers && `${dropTriggers(schema)}${triggers.map((each, at) => triggerSql(schema, each, at + 1)).join('')}`;
  const text = `${tables(schema)}${made ?? ''}`;
  const version = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { sql: `${text}\nupdate ${schema}.outbox_state set version = '${version}';\n`, version };
}

export function checkSchema(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,39}$/.test(schema)) return;
  throw new ConfigError(
    `${JSON.stringify(schema)} is no name for the outbox's schema. Give up to 40 small letters, digits and "_".`,
  );
}

const tables = (schema: string) => `-- The outbox of bisse. Run it in one transaction; it is safe to run again.
select pg_advisory_xact_lock(hashtext('${schema}.outbox'));
do $outbox$
begin
  create schema if not exists ${schema};
exception
  -- Another session has just made it, and this one has not seen that yet, in spite of the lock.
  when unique_violation then null;
end $outbox$;

-- What is to be published. A row that was published is deleted.
create table if not exists ${schema}.outbox (
  id bigint primary key,
  publication json not null,
  created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Rows are told in the order of this sequence. Numbers are drawn while a transaction commits.
create sequence if not exists ${schema}.outbox_order;

-- What an app adds gets a number below zero first.
alter table ${schema}.outbox alter column id set default -nextval('${schema}.outbox_order');

-- What no client could read, with the reason.
create table if not exists ${schema}.outbox_refused (
  id bigint primary key,
  publication json not null,
  created_at timestamptz not null,
  reason text not null,
  refused_at timestamptz not null default clock_timestamp()
);

-- Who reads the outbox and until when, and the id that the newest published row has in the log.
create table if not exists ${schema}.outbox_state (
  one boolean primary key default true check (one),
  reader text,
  reader_until timestamptz not null default '-infinity',
  cursor text,
  version text
);
insert into ${schema}.outbox_state default values on conflict do nothing;

-- Gives an added row its number, when its transaction commits.
create or replace function ${schema}.outbox_place() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  update ${schema}.outbox set id = nextval('${schema}.outbox_order'), created_at = clock_timestamp() where id = new.id;
  return null;
end $outbox$;
drop trigger if exists outbox_place on ${schema}.outbox;
create constraint trigger outbox_place after insert on ${schema}.outbox
  deferrable initially deferred for each row when (new.id < 0) execute function ${schema}.outbox_place();

-- Wakes the reader. It says nothing more: what a notification says is lost to those who do not listen.
create or replace function ${schema}.outbox_wake() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $outbox$
begin
  perform pg_notify('${schema}_outbox', '');
  return null;
end $outbox$;
drop trigger if exists outbox_wake on ${schema}.outbox;
create trigger outbox_wake after insert on ${schema}.outbox
  for each statement execute function ${schema}.outbox_wake();
`;

/** With the function goes the trigger that calls it. */
const dropTriggers = (schema: string) => `
-- Triggers of an earlier run.
do $outbox$
declare
  old record;
begin
  for old in select oid::regprocedure as function from pg_proc
    where pronamespace = '${schema}'::regnamespace and proname ~ '^on_[0-9]' and prorettype = 'trigger'::regtype
  loop
    execute format('drop function %s cascade', old.function);
  end loop;
end $outbox$;
`;
