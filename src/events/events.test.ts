import { describe, expect, it, vi } from 'vitest';
import { defineCollection } from './collection.ts';
import { combineDialects, defineDialect, extendDialect } from './dialect.ts';
import { defineEvent } from './event.ts';
import { type Framing, readControl, readFrame, writeControl, writeFrame } from './framing.ts';
import { type } from './schema.ts';
import { channelsOf, matcher } from './source.ts';

const rows = defineCollection('rows', { item: type<{ id: string; n: number }>() });
const a = defineEvent('row:a', { schema: type<{ n: number }>(), channel: 'rows' });
const b = defineEvent('row:b', { schema: type<{ n: number }>(), channel: 'others' });
const one = defineDialect({ name: 'one', framing: 'named', events: [a], scopes: { rows: 'row:{id}' } });
const two = defineDialect({ name: 'two', framing: 'envelope', events: [b], resume: 'replays' });

describe('a definition', () => {
  it('refuses the names of the protocol, with another in their place', () => {
    for (const name of ['connected', 'heartbeat', 'ping', 'gap', 'bye', 'channels', 'message', '']) {
      expect(() => defineEvent(name, { schema: type() })).toThrow(/bisse: .*cannot be an event type/);
    }
  });

  it('refuses a patch that touches nothing and a reducer without a slice', () => {
    expect(() => defineEvent('x:y', { schema: type(), patch: () => undefined })).toThrow(/touches no collection/);
    expect(() => defineEvent('x:y', { schema: type(), reduce: () => undefined as never })).toThrow(/no slice/);
  });

  it('refuses to upsert a row that has no id', () => {
    expect(() => rows.upsert({ n: 1 } as never)).toThrow(/a row of "rows" has no id/);
  });
});

describe('a dialect', () => {
  it('refuses one type twice', () => {
    expect(() => defineDialect({ name: 'x', framing: 'named', events: [a, a] })).toThrow(/declares "row:a" twice/);
    expect(() => combineDialects([one, extendDialect(two, [a])] as never, { framing: 'named' })).toThrow(
      /"row:a" twice/,
    );
  });

  it('joins events and scopes when it is combined, and replays only if all do', () => {
    const both = combineDialects([one, two], { framing: 'named' });
    expect(both).toMatchObject({ name: 'one+two', events: [a, b], scopes: { rows: 'row:{id}' }, resume: 'proved' });
  });

  it('refuses to be combined of dialects that order cursors differently, unless told which order holds', () => {
    const other = defineDialect({ name: 'other', framing: 'named', events: [b], compareCursors: (x, y) => +x - +y });
    expect(() => combineDialects([one, other], { framing: 'named' })).toThrow(/order cursors in different ways/);
    const { compareCursors } = other;
    expect(combineDialects([one, other], { framing: 'named', compareCursors }).compareCursors).toBe(compareCursors);
  });
});

describe('a source', () => {
  it('matches a type, a namespace, everything, or any of several', () => {
    const heard = (source: Parameters<typeof matcher>[0]) => ['row:a', 'row:b', 'rower:c'].filter(matcher(source));
    expect(heard('row:a')).toEqual(['row:a']);
    expect(heard('row:*')).toEqual(['row:a', 'row:b']);
    expect(heard('*')).toEqual(['row:a', 'row:b', 'rower:c']);
    expect(heard([b, 'rower:c'])).toEqual(['row:b', 'rower:c']);
  });

  it('is carried by the channels that its events declare', () => {
    expect(channelsOf('row:*', combineDialects([one, two], { framing: 'named' }))).toEqual(['rows', 'others']);
    expect(channelsOf(b, one)).toEqual(['others']);
  });
});

describe.each<Framing>(['named', 'envelope', 'event-envelope', 'flat', 'auto'])('the framing %s', (framing) => {
  it('reads what it writes', () => {
    const frame = { type: 'row:a', data: { n: 1 }, at: undefined, meta: {} };
    const message = { ...writeFrame(framing, frame), id: undefined };
    expect(readFrame(framing, message)).toEqual(frame);
    expect(readControl(framing, message)).toBeUndefined();
  });

  it('reads the control frames that it writes, and takes no payload for one', () => {
    const frame = {
      type: 'connected',
      connectionId: 'c',
      resume: 'gap',
      reason: 'trimmed',
      heartbeatMs: 5_000,
    } as const;
    const message = { ...writeControl(framing, frame, 7), id: undefined };
    expect(readControl(framing, message)).toMatchObject(frame);
    const data = { type: 'heartbeat', event: 'gap' };
    const payload = {
      ...writeFrame(framing === 'flat' ? 'named' : framing, { type: 'row:a', data, at: 7, meta: {} }),
      id: undefined,
    };
    expect(readControl(framing === 'flat' ? 'named' : framing, payload)).toBeUndefined();
  });

  it('says why a message is none of its events, and never throws', () => {
    for (const data of ['', '{', 'null', '7', '[]', '{"type":7,"event":null}']) {
      expect(typeof readFrame(framing, { event: 'message', data, id: undefined })).toBe('string');
    }
  });
});

describe('the time of an event', () => {
  const at = (data: unknown) => {
    const frame = readFrame('envelope', { event: 'message', data: JSON.stringify(data), id: undefined });
    return typeof frame === 'string' ? frame : frame.at;
  };

  it('is a number of milliseconds, or a text in ISO 8601, of the envelope or else of the payload', () => {
    expect(at({ type: 'x', data: {}, timestamp: 1_696_765_800_000 })).toBe(1_696_765_800_000);
    expect(at({ type: 'x', data: { timestamp: '2024-01-15T10:30:00Z' } })).toBe(Date.UTC(2024, 0, 15, 10, 30));
    expect(at({ type: 'x', data: { timestamp: 'soon' } })).toBeUndefined();
  });
});

describe('the framing auto', () => {
  const message = (data: unknown, event = 'message') => ({ event, data: JSON.stringify(data), id: undefined });

  it.each([
    ['a name', message({ type: 'export', jobId: '1' }, 'job:done'), 'job:done', { type: 'export', jobId: '1' }],
    ['event and data', message({ event: 'alert', data: { type: 'info' } }), 'alert', { type: 'info' }],
    ['type, data and a time', message({ type: 'voted', data: { n: 1 }, timestamp: 7 }), 'voted', { n: 1 }],
    ['type, data and a tenant', message({ type: 'voted', data: { n: 1 }, tenantId: 'acme' }), 'voted', { n: 1 }],
    ['type and fields', message({ type: 'moved', x: 1 }), 'moved', { x: 1 }],
    ['type and a field named data', message({ type: 'moved', data: 1 }), 'moved', { data: 1 }],
  ])('knows an event by %s', (_, written, type, data) => {
    expect(readFrame('auto', written)).toMatchObject({ type, data });
  });

  it('knows the control frames of every document', () => {
    const time = { timestamp: '2024-01-15T10:30:00Z' };
    const frames = [
      message(time, 'ping'),
      message({ type: 'connected', message: 'Connected to status updates' }),
      message({ type: 'heartbeat', tenantId: 'acme', data: { timestamp: 7 }, timestamp: 7 }),
      message({ event: 'heartbeat', data: {} }),
    ];
    const names = frames.map((frame) => readControl('auto', frame)?.type);
    expect(names).toEqual(['heartbeat', 'connected', 'heartbeat', 'heartbeat']);
  });

  it('is refused in production, and only there', () => {
    const declare = () => defineDialect({ name: 'guessed', framing: 'auto', events: [] });
    expect(declare).not.toThrow();
    vi.stubEnv('NODE_ENV', 'production');
    expect(declare).toThrow(/bisse: the dialect "guessed" has the framing "auto"/);
    vi.unstubAllEnvs();
  });
});

describe('a key called __proto__', () => {
  const evil = '{"polluted":true}';
  it.each<[Framing, string, string]>([
    ['named', 'row:a', `{"a":1,"__proto__":${evil},"deep":[{"__proto__":${evil}}]}`],
    ['envelope', 'message', `{"type":"row:a","data":{"a":1,"deep":[{"__proto__":${evil}}]},"__proto__":${evil}}`],
    [
      'event-envelope',
      'message',
      `{"event":"row:a","data":{"a":1,"deep":[{}],"__proto__":${evil}},"__proto__":${evil}}`,
    ],
    ['flat', 'message', `{"type":"row:a","a":1,"deep":[{}],"__proto__":${evil}}`],
    ['named', 'row:a', `{"a":1,"deep":[{}],"\\u005f\\u005Fproto__":${evil}}`],
    ['named', 'row:a', `{"a":1,"deep":[{}],"__\\u0070roto__":${evil}}`],
  ])('is dropped from the data and the meta in the framing %s', (framing, event, data) => {
    const frame = readFrame(framing, { event, data, id: undefined });
    if (typeof frame === 'string') throw new Error(frame);
    expect(JSON.stringify(frame.data)).toBe('{"a":1,"deep":[{}]}');
    expect(frame.meta).toEqual({});
    for (const each of [frame.data, frame.meta, {}])
      expect((each as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
