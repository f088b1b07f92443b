import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labsosTriggers, outboxMigration, postgresOutbox } from '../../src/server/source/postgres.ts';
import { ConfigError } from '../../src/server.ts';

const document = (name: string) => readFileSync(join(import.meta.dirname, '../../docs/postgres', name), 'utf8');

test('the SQL in the documents is that of the migration', () => {
  expect(document('outbox.sql')).toBe(outboxMigration().sql);
  expect(document('labsos.sql')).toBe(outboxMigration({ triggers: labsosTriggers }).sql);
});

test('names that cannot be meant are refused', () => {
  const pool = { connect: () => Promise.reject(new Error('unused')) };
  const trigger = { on: 'insert', type: 'a', to: `'*'`, data: '1' } as const;
  expect(() => postgresOutbox({ pool, schema: 'a b' })).toThrow(ConfigError);
  expect(() => outboxMigration({ schema: 'Upper' })).toThrow('is no name for the outbox');
  for (const table of ['', 'a.b.c', 'a"b', '.a']) {
    expect(() => outboxMigration({ triggers: [{ ...trigger, table }] })).toThrow('is not the name of a table');
  }
  expect(() => postgresOutbox({ pool, batch: 0 })).toThrow(ConfigError);
  expect(() => postgresOutbox({ pool, batch: 1.5 })).toThrow(ConfigError);
  expect(() => postgresOutbox({ pool, lease: 0 })).toThrow(ConfigError);
});
