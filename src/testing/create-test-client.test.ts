import { expect, test } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { createTestClient } from './create-test-client.ts';

test.each(['named', 'envelope', 'event-envelope', 'flat'] as const)(
  'a scripted event names the mutation that caused it, in the framing %s',
  async (framing) => {
    const dialect = defineDialect({ name: 'any', framing, events: [], unknown: 'pass' });
    const { client, stream, clock } = createTestClient({
      dialect,
      script: [{ send: { event: 'ticket:voted', data: { votes: 3 }, meta: { mutationId: 'm1' } } }],
    });
    const heard: unknown[] = [];
    client.on('*', ({ data, meta }) => heard.push([data, meta]));
    client.connect();
    await clock.advance(50);
    stream.emit({ event: 'ticket:voted', data: { votes: 4 } });
    await clock.advance(50);
    expect(heard).toEqual([
      [{ votes: 3 }, { mutationId: 'm1' }],
      [{ votes: 4 }, {}],
    ]);
  },
);
