import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { compareLogIds, formatLogId } from '../wire/log-id.ts';
import type { Message } from '../wire/message.ts';
import type { Notice } from '../wire/notice.ts';
import { createDecoder } from './decode.ts';
import { createSequence } from './sequence.ts';

const id = (n: number, epoch = 'e1') => formatLogId({ epoch, ms: 1_000 + n, n });
const opened = (fields: Partial<Extract<Notice, { type: 'opened' }>> = {}): Notice => ({
  type: 'opened',
  resume: 'fresh',
  cursor: id(10),
  requestedCursor: undefined,
  head: undefined,
  channels: ['tickets'],
  first: true,
  ...fields,
});
const sequence = (resume: 'proved' | 'replays' = 'proved') => createSequence({ compareCursors: compareLogIds, resume });

describe('a sequence', () => {
  it('begins its coverage with the first stream', () => {
    expect(sequence().notice(opened())).toEqual([{ kind: 'covered', channels: undefined, cursor: id(10) }]);
  });

  it('S1: goes on without a gap when the server says that it resumed', () => {
    const stream = sequence();
    stream.notice(opened());
    stream.admit(id(11), 'tickets');
    const again = opened({ first: false, resume: 'resumed', requestedCursor: id(11), cursor: id(11) });
    expect(stream.notice(again)).toEqual([{ kind: 'resumed' }]);
  });

  it('S1: declares a gap when the reopened stream proves nothing, ids or not', () => {
    const stream = sequence();
    stream.notice(opened());
    stream.admit(id(11), 'tickets');
    const again = opened({ first: false, resume: undefined, requestedCursor: id(11), cursor: undefined });
    expect(stream.notice(again)[0]).toMatchObject({ kind: 'gap', reason: 'unproven', channels: undefined });
  });

  it('S1: believes a dialect that declares that its server replays', () => {
    const stream = sequence('replays');
    stream.notice(opened({ resume: undefined, cursor: undefined }));
    const again = opened({ first: false, resume: undefined, requestedCursor: '7', cursor: undefined });
    expect(stream.notice(again)).toEqual([{ kind: 'resumed' }]);
  });

  it('S1: declares the gap that the server tells, with its reason and where the stream goes on', () => {
    const stream = sequence();
    stream.notice(opened());
    const again = opened({ first: false, resume: 'gap', reason: 'trimmed', requestedCursor: id(11), cursor: id(40) });
    expect(stream.notice(again)[0]).toEqual({ kind: 'gap', reason: 'trimmed', channels: undefined, cursor: id(40) });
  });

  it('begins anew with another user: coverage, floors and what was seen', () => {
    const stream = sequence();
    stream.notice(opened());
    stream.admit(id(11), 'tickets');
    expect(stream.notice({ type: 'scope', scope: 'bob' })).toEqual([{ kind: 'scope', scope: 'bob' }]);
    expect(stream.notice(opened({ cursor: id(5) }))).toEqual([{ kind: 'covered', channels: undefined, cursor: id(5) }]);
    expect([id(9), id(11)].map((one) => stream.admit(one, 'tickets'))).toEqual(['live', 'live']);
  });

  it('S2: drops what is at or below the place where a channel became covered', () => {
    const stream = sequence();
    stream.notice(opened());
    expect([id(9), id(10), id(11)].map((one) => stream.admit(one, 'tickets'))).toEqual(['drop', 'drop', 'live']);
  });

  it('S2: covers a channel that came later from where it came', () => {
    const stream = sequence();
    stream.notice(opened());
    const more: Notice = { type: 'channels', channels: ['tickets', 'pins'], cursor: id(20) };
    expect(stream.notice(more)).toEqual([{ kind: 'covered', channels: ['pins'], cursor: id(20) }]);
    expect(stream.admit(id(15), 'pins')).toBe('drop');
    expect(stream.admit(id(16), 'tickets')).toBe('live');
  });

  it('S3: delivers each id once', () => {
    const stream = sequence();
    stream.notice(opened());
    expect([id(11), id(12), id(11), id(12)].map((one) => stream.admit(one, undefined))).toEqual([
      'live',
      'live',
      'drop',
      'drop',
    ]);
  });

  it('S3: delivers a lower id that it has not seen: a high-water mark would lose it', () => {
    const stream = sequence();
    stream.notice(opened());
    stream.admit(id(13), undefined);
    expect(stream.admit(id(12), undefined)).toBe('live');
  });

  it('S3: tells when ids begin to belong to another log', () => {
    const stream = sequence();
    stream.notice(opened({ cursor: undefined }));
    stream.admit(id(11), undefined);
    stream.admit(id(12), undefined);
    expect(stream.admit(id(1, 'e2'), undefined)).toBe('epoch');
    expect(stream.admit(id(2, 'e2'), undefined)).toBe('live');
  });

  it('delivers every message of a server that gives no ids', () => {
    const stream = sequence();
    stream.notice(opened({ cursor: undefined }));
    expect([1, 2, 3].map(() => stream.admit(undefined, 'tickets'))).toEqual(['live', 'live', 'live']);
  });

  it('calls events up to the head of the log replayed', () => {
    const stream = sequence();
    stream.notice(opened());
    const again = opened({ first: false, resume: 'resumed', requestedCursor: id(10), cursor: id(10), head: id(12) });
    stream.notice(again);
    expect([11, 12, 13].map((n) => stream.admit(id(n), undefined))).toEqual(['replayed', 'replayed', 'live']);
  });

  it('remembers a bounded number of ids', () => {
    const stream = createSequence({ compareCursors: () => undefined, resume: 'proved', memory: 2 });
    for (const one of ['a', 'b', 'c']) stream.admit(one, undefined);
    expect(['c', 'a'].map((one) => stream.admit(one, undefined))).toEqual(['drop', 'live']);
  });

  it('says that nothing is covered once the stream has ended', () => {
    expect(sequence().notice({ type: 'ended' })).toEqual([{ kind: 'uncovered', channels: undefined }]);
  });
});

const tickets = defineCollection('tickets', { item: type<{ id: string; votes: number }>() });
const voted = defineEvent('ticket:voted', {
  schema: v.object({ id: v.string(), votes: v.number() }),
  channel: 'tickets',
  touches: [tickets],
});
const slow = defineEvent('ticket:slow', {
  schema: { '~standard': { version: 1, vendor: 'test', validate: async (value: unknown) => ({ value }) } },
});
const broken = defineEvent('ticket:broken', {
  schema: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate() {
        throw new Error('boom');
      },
    },
  },
});
const message = (event: string, data: string, messageId?: string): Message => ({ event, data, id: messageId });
const admitAll = { admit: () => 'live' as const };

function decoder(framing: 'named' | 'envelope' = 'named', unknown: 'pass' | 'quarantine' = 'quarantine') {
  const dialect = defineDialect({ name: 'desk', framing, events: [voted, slow, broken], unknown });
  const decode = createDecoder({ dialect, sequence: admitAll });
  return (one: Message) => decode(one, 5_000);
}

describe('decoding', () => {
  it('makes a typed event of a named message', () => {
    expect(decoder()(message('ticket:voted', '{"id":"7","votes":3}', 'x'))).toMatchObject({
      kind: 'event',
      definition: voted,
      event: {
        type: 'ticket:voted',
        data: { id: '7', votes: 3 },
        id: 'x',
        channel: 'tickets',
        at: 5_000,
        receivedAt: 5_000,
        replayed: false,
      },
    });
  });

  it('takes time and the rest of the envelope from an envelope', () => {
    const text = '{"type":"ticket:voted","tenantId":"acme","data":{"id":"7","votes":3},"timestamp":1696765800000}';
    expect(decoder('envelope')(message('message', text))).toMatchObject({
      event: { type: 'ticket:voted', data: { id: '7', votes: 3 }, at: 1_696_765_800_000, meta: { tenantId: 'acme' } },
    });
  });

  it('takes the mutation that caused an event from beside it', () => {
    const one = { ...message('ticket:voted', '{"id":"7","votes":3}'), mutationId: 'm1' };
    expect(decoder()(one)).toMatchObject({ event: { meta: { mutationId: 'm1' } } });
    const text = '{"type":"ticket:voted","tenantId":"acme","data":{"id":"7","votes":3}}';
    expect(decoder('envelope')({ ...message('message', text), mutationId: 'm1' })).toMatchObject({
      event: { meta: { tenantId: 'acme', mutationId: 'm1' } },
    });
  });

  it('quarantines a payload that its schema refuses, naming the field', () => {
    const decoded = decoder()(message('ticket:voted', '{"id":"7","votes":"three"}'));
    expect(decoded).toMatchObject({
      kind: 'quarantine',
      isGap: false,
      definition: voted,
      error: { name: 'PayloadError' },
    });
    expect(decoded.kind === 'quarantine' && decoded.error.message).toMatch(/"ticket:voted".*at "votes"/);
  });

  it('quarantines bad JSON of a named event as damage to what that event touches', () => {
    expect(decoder()(message('ticket:voted', '{"id":'))).toMatchObject({
      kind: 'quarantine',
      isGap: false,
      definition: voted,
      error: { name: 'UnreadableError' },
    });
  });

  it('quarantines bad JSON in an envelope as a gap, for it could be any event', () => {
    expect(decoder('envelope')(message('message', '{"type":'))).toMatchObject({ kind: 'quarantine', isGap: true });
  });

  it('quarantines an event that nobody declared, and says how to let it pass', () => {
    const decoded = decoder()(message('ticket:lost', '{}'));
    expect(decoded).toMatchObject({ kind: 'quarantine', isGap: false, error: { name: 'UnknownTypeError' } });
    expect(decoded.kind === 'quarantine' && decoded.error.message).toContain("unknown: 'pass'");
  });

  it('delivers an event that nobody declared when the dialect lets it pass', () => {
    expect(decoder('named', 'pass')(message('ticket:lost', '[1]'))).toMatchObject({
      kind: 'event',
      event: { type: 'ticket:lost', data: [1] },
    });
  });

  it('refuses an asynchronous schema and survives one that throws', () => {
    expect(decoder()(message('ticket:slow', '{}'))).toMatchObject({ error: { name: 'HandlerError' } });
    expect(decoder()(message('ticket:broken', '{}'))).toMatchObject({ error: { name: 'HandlerError' } });
  });
});
