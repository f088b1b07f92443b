import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createMessageParser } from '../wire/parse.ts';
import { createStreamReader } from './stream-reader.ts';
import { createLog, readNamedControl } from './test/harness.ts';

/** The reader of a stream that was asked for from a cursor, fed with bytes. */
function createReading() {
  const clock = createVirtualClock();
  const log = createLog();
  const cursors: (string | undefined)[] = [];
  const parser = createMessageParser({ maxEventBytes: 1_000 });
  const reader = createStreamReader({
    ...{ clock, readControl: readNamedControl, requestedCursor: '3', channels: ['a'], first: false },
    onItems: log.onItems,
    onCursor: (cursor) => cursors.push(cursor),
    onControl() {},
  });
  const feed = (text: string) => reader.read(parser.feed(new TextEncoder().encode(text)));
  return { clock, cursors, feed, end: reader.end, told: log.told, clockIsIdle: () => clock.pending() === 0 };
}

const connected = 'event: connected\nid: 3\ndata: {"resume":"resumed"}\n\n';

describe('`opened`', () => {
  test.each([1, 16, 17, 25, connected.length - 1])(
    'waits for the whole of `connected`, of which %i bytes have come',
    async (count) => {
      const { clock, feed, told } = createReading();
      feed(connected.slice(0, count));
      await clock.advance(60_000);
      expect(told()).toEqual([]);
      feed(connected.slice(count));
      expect(told()).toEqual(['opened resumed']);
    },
  );

  test('waits for the whole of `connected` behind a comment too', async () => {
    const { clock, feed, told } = createReading();
    feed(`: padding\n\n${connected.slice(0, 20)}`);
    await clock.advance(1_100);
    expect(told()).toEqual([]);
    feed(connected.slice(20));
    expect(told()).toEqual(['opened resumed']);
  });

  test('comes without a word of continuity when the block that was waited for is none that says it', async () => {
    const { clock, feed, told } = createReading();
    feed('id: 4\n');
    await clock.advance(1_100);
    expect(told()).toEqual([]);
    feed('\n');
    expect(told()).toEqual(['opened']);
  });

  test('comes 1 s after a comment line', async () => {
    const { clock, feed, told } = createReading();
    feed(': beat\n');
    await clock.advance(999);
    expect(told()).toEqual([]);
    await clock.advance(1);
    expect(told()).toEqual(['opened']);
  });

  test('is not told of a stream that ends within `connected`', async () => {
    const { clock, feed, end, told, cursors, clockIsIdle } = createReading();
    feed(connected.slice(0, 30));
    await clock.advance(1_100);
    end();
    expect([told(), cursors, clockIsIdle()]).toEqual([[], [], true]);
  });
});
