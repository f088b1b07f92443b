import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { version } from './version.ts';

test('the version is that of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  expect(version).toBe(manifest.version);
});

test('a bug report holds states and the last records as JSON, and neither secrets nor payloads', async () => {
  const secret = 'hunter2hunter2';
  const counted = defineEvent('counted', { schema: type<{ n: number; note: string }>() });
  const dialect = defineDialect({ name: 'counts', framing: 'named', events: [counted] });
  const { client, stream, clock } = createTestClient({ dialect });
  client.connect();
  await clock.advance(50);
  stream.emit({ event: 'counted', data: { n: 1, note: 'private' }, id: 'e:1-1' });
  await clock.advance(50);
  stream.respondNext({ status: 404 });
  stream.fail(new TypeError(`Failed to fetch /events?token=${secret}`));
  await clock.advance(5_000);
  const report = diagnosticsOf(client, { records: 40 });
  const text = JSON.stringify(report);
  expect(JSON.parse(text)).toEqual(report);
  expect(report).toMatchObject({
    bisse: version,
    dialect: { name: 'counts', framing: 'named' },
    connection: { status: 'blocked', reason: 'protocol', error: { name: 'HttpError', status: 404 } },
    cursor: 'e:1-1',
    counts: { message: 1, commit: 1, 'connection:attempt': 2 },
  });
  expect(report.records.length).toBeGreaterThan(10);
  expect(report.records.length).toBeLessThanOrEqual(40);
  expect(text).toContain('"type":"counted"');
  expect(text).not.toContain('private');
  expect(text).not.toContain(secret);
  client.close();
});
