import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import type { Script } from './script.ts';
import { createScriptedTransport, type ScriptedTransportOptions } from './scripted.ts';

function setUp(script?: Script, options: ScriptedTransportOptions = {}) {
  const clock = createVirtualClock();
  const stream = createScriptedTransport(script, { clock, ...options });
  const log: string[] = [];
  const controller = new AbortController();
  /** Makes a request and logs what comes of it, each with its time. */
  async function request(cursor?: string, signal = controller.signal): Promise<void> {
    const note = (text: string) => log.push(`${clock.now()} ${text}`);
    try {
      const { head, chunks } = await stream.open({
        url: 'https://app.test/',
        headers: {},
        credentials: undefined,
        cursor,
        channels: ['a'],
        maxEventBytes: 1_000,
        signal,
      });
      if (head.status !== 200) note(`${head.status} ${head.retryAfterMs ?? ''}`);
      for await (const { bytes, messages, oversize } of chunks) {
        note(oversize ? 'oversize' : messages.map(({ event, data }) => `${event} ${data}`).join() || `${bytes} bytes`);
      }
      note('end');
    } catch (error) {
      note((error as Error).message);
    }
  }
  return { clock, stream, log, controller, request };
}

describe('a scripted transport', () => {
  test('says connected first, and whether it resumes', async () => {
    const { clock, log, request } = setUp();
    void request();
    void request('7');
    await clock.settle();
    expect(log).toEqual([
      '0 connected {"connectionId":"scripted-1","resume":"fresh","channels":["a"]}',
      '0 connected {"connectionId":"scripted-2","resume":"resumed","channels":["a"]}',
    ]);
  });

  test('sends what the test says, to all that are open', async () => {
    const { clock, stream, log, request } = setUp([], { connected: false });
    void request();
    await clock.settle();
    expect(stream.openStreams).toBe(1);
    stream.emit({ event: 'e', data: { n: 1 } }, { event: 'e', data: 2 });
    stream.send({ event: 'message', data: 'raw', id: '1' });
    stream.send({ event: 'message', data: 'x'.repeat(1_001), id: '2' });
    stream.bytes(9);
    stream.end();
    stream.emit({ event: 'e', data: 'lost' });
    await clock.settle();
    expect(log).toEqual(['0 e {"n":1},e 2', '0 message raw', '0 oversize', '0 9 bytes', '0 end']);
    expect(stream.openStreams).toBe(0);
  });

  test('answers as it is told, in turn', async () => {
    const { clock, stream, log, request } = setUp();
    stream.respondNext({ status: 503, retryAfterMs: 100 });
    stream.respondNext({ unreachable: true });
    stream.respondNext({ connected: { resume: 'gap', id: '4' } });
    for (let n = 0; n < 3; n++) {
      void request();
      await clock.settle();
    }
    expect(log).toEqual([
      '0 503 100',
      '0 end',
      '0 Failed to fetch',
      '0 connected {"connectionId":"scripted-3","resume":"gap","channels":["a"]}',
    ]);
  });

  test('holds back what is sent while it stalls', async () => {
    const { clock, stream, log, request } = setUp([], { connected: false });
    void request();
    await clock.settle();
    stream.stall(500);
    stream.emit({ event: 'e' });
    await clock.advance(499);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(log).toEqual(['500 e null']);
  });

  test('throws the reason of an abort, and is closed', async () => {
    const { clock, stream, log, request, controller } = setUp([], { connected: false });
    void request();
    await clock.settle();
    controller.abort(new Error('left'));
    expect(stream.openStreams).toBe(0);
    await clock.settle();
    expect(log).toEqual(['0 left']);
  });

  test('frames events and control frames as it is told', async () => {
    const frame = (type: string, data: unknown) => ({ event: 'message', data: JSON.stringify({ type, data }) });
    const { clock, stream, log, request } = setUp([], { frame, connected: { heartbeatMs: 5 } });
    void request();
    await clock.settle();
    stream.emit({ event: 'e', data: 1 });
    await clock.settle();
    expect(log[0]).toContain('message {"type":"connected","data":{"connectionId":"scripted-1"');
    expect(log[0]).toContain('"heartbeatMs":5');
    expect(log[1]).toBe('0 message {"type":"e","data":1}');
  });
});

describe('a script', () => {
  test('plays its steps on the clock and answers requests where it says so', async () => {
    const { clock, log, request } = setUp(
      [
        { send: { event: 'a', data: 1 } },
        { after: '2s', send: [{ event: 'b' }, { event: 'c' }] },
        { after: 10, fail: true },
        { status: 503, retryAfterMs: 5_000, after: 100 },
        { unreachable: true },
        { bytes: 3 },
        { stall: '1s' },
        { end: true },
      ],
      { connected: false },
    );
    void request();
    await clock.advance(3_000);
    void request();
    await clock.advance(1_000);
    void request();
    await clock.settle();
    void request();
    await clock.advance(5_000);
    expect(log).toEqual([
      '0 a 1',
      '2000 b null,c null',
      '2010 network error',
      '3100 503 5000',
      '3100 end',
      '4000 Failed to fetch',
      '4000 3 bytes',
      '5000 end',
    ]);
  });

  test('waits for a stream to act on', async () => {
    const { clock, log, request } = setUp([{ after: 100, send: { event: 'a' } }], { connected: false });
    await clock.advance(10_000);
    void request();
    await clock.advance(100);
    expect(log).toEqual(['10100 a null']);
  });
});
