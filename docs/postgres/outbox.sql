-- The outbox of bisse. Run it in one transaction; it is safe to run again.
select pg_advisory_xact_lock(hashtext('bisse.outbox'));
do $outbox$
begin
  create schema if not exists bisse;
exception
  -- Another session has just made it, and this one has not seen that yet, in spite of the lock.
  when unique_violation then null;
end $outbox$;

-- What is to be published. A row that was published is deleted.
create table if not exists bisse.outbox (
  id bigint primary key,
  publication json not null,
  created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Rows are told in the order of this sequence. Numbers are drawn while a transaction commits.
create sequence if not exists bisse.outbox_order;

-- What an app adds gets a number below zero first.
alter table bisse.outbox alter column id set default -nextval('bisse.outbox_order');

-- What no client could read, with the reason.
create table if not exists bisse.outbox_refused (
  id bigint primary key,
  publication json not null,
  created_at timestamptz not null,
  reason text not null,
  refused_at timestamptz not null default clock_timestamp()
);

-- Who reads the outbox and until when, and the id that the newest published row has in the log.
create table if not exists bisse.outbox_state (
  one boolean primary key default true check (one),
  reader text,
  reader_until timestamptz not null default '-infinity',
  cursor text,
  version text
);
insert into bisse.outbox_state default values on conflict do nothing;

-- Gives an added row its number, when its transaction commits.
create or replace function bisse.outbox_place() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  update bisse.outbox set id = nextval('bisse.outbox_order'), created_at = clock_timestamp() where id = new.id;
  return null;
end $outbox$;
drop trigger if exists outbox_place on bisse.outbox;
create constraint trigger outbox_place after insert on bisse.outbox
  deferrable initially deferred for each row when (new.id < 0) execute function bisse.outbox_place();

-- Wakes the reader. It says nothing more: what a notification says is lost to those who do not listen.
create or replace function bisse.outbox_wake() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $outbox$
begin
  perform pg_notify('bisse_outbox', '');
  return null;
end $outbox$;
drop trigger if exists outbox_wake on bisse.outbox;
create trigger outbox_wake after insert on bisse.outbox
  for each statement execute function bisse.outbox_wake();

update bisse.outbox_state set version = 'd46c49b3853b509d';
