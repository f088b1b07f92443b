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

-- Triggers of an earlier run.
do $outbox$
declare
  old record;
begin
  for old in select oid::regprocedure as function from pg_proc
    where pronamespace = 'bisse'::regnamespace and proname ~ '^on_[0-9]' and prorettype = 'trigger'::regtype
  loop
    execute format('drop function %s cascade', old.function);
  end loop;
end $outbox$;

-- 'status_update' of ingestion_sources
create function bisse.on_01_status_update() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  insert into bisse.outbox (id, publication)
  select nextval('bisse.outbox_order'), json_build_object(
    'type', 'status_update',
    'to', 'project:' || new.project_id,
    'data', json_build_object('sourceId', new.id::text, 'status', new.status, 'sourceName', new.source_name, 'updatedAt', to_json(new.updated_at))
  )
  where ('project:' || new.project_id) is not null;
  return null;
end $outbox$;
create constraint trigger bisse_01_status_update after update on "public"."ingestion_sources"
  deferrable initially deferred for each row execute function bisse.on_01_status_update();

-- 'progress_update' of jobs
create function bisse.on_02_progress_update() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  insert into bisse.outbox (id, publication)
  select nextval('bisse.outbox_order'), json_build_object(
    'type', 'progress_update',
    'to', 'project:' || new.project_id,
    'data', json_build_object('jobId', new.id::text, 'progress', json_build_object('stage', new.progress_stage, 'current', new.progress_current, 'total', new.progress_total, 'message', new.progress_message, 'timestamp', coalesce(floor(extract(epoch from new.progress_updated_at) * 1000)::bigint, 0)))
  )
  where ('project:' || new.project_id) is not null;
  return null;
end $outbox$;
create constraint trigger bisse_02_progress_update after update on "public"."jobs"
  deferrable initially deferred for each row when (new.progress_updated_at is distinct from old.progress_updated_at) execute function bisse.on_02_progress_update();

-- 'new_proposal' of proposed_nodes
create function bisse.on_03_new_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  insert into bisse.outbox (id, publication)
  select nextval('bisse.outbox_order'), json_build_object(
    'type', 'new_proposal',
    'to', 'project:' || new.project_id,
    'data', json_build_object('proposalId', new.id::text, 'title', new.title, 'confidence', new.confidence, 'createdAt', to_json(new.created_at))
  )
  where ('project:' || new.project_id) is not null;
  return null;
end $outbox$;
create constraint trigger bisse_03_new_proposal after insert on "public"."proposed_nodes"
  deferrable initially deferred for each row execute function bisse.on_03_new_proposal();

-- 'proposal_update' of proposed_nodes
create function bisse.on_04_proposal_update() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  insert into bisse.outbox (id, publication)
  select nextval('bisse.outbox_order'), json_build_object(
    'type', 'proposal_update',
    'to', 'project:' || new.project_id,
    'data', json_build_object('proposalId', new.id::text, 'title', new.title, 'confidence', new.confidence, 'createdAt', to_json(new.created_at))
  )
  where ('project:' || new.project_id) is not null;
  return null;
end $outbox$;
create constraint trigger bisse_04_proposal_update after update on "public"."proposed_nodes"
  deferrable initially deferred for each row execute function bisse.on_04_proposal_update();

-- 'proposal_deleted' of proposed_nodes
create function bisse.on_05_proposal_deleted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $outbox$
begin
  insert into bisse.outbox (id, publication)
  select nextval('bisse.outbox_order'), json_build_object(
    'type', 'proposal_deleted',
    'to', 'project:' || old.project_id,
    'data', json_build_object('proposalId', old.id::text)
  )
  where ('project:' || old.project_id) is not null;
  return null;
end $outbox$;
create constraint trigger bisse_05_proposal_deleted after delete on "public"."proposed_nodes"
  deferrable initially deferred for each row execute function bisse.on_05_proposal_deleted();

update bisse.outbox_state set version = '8deaf47265a163f4';
