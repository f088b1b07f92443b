import { describe, expect, test, vi } from 'vitest';
import type { PageChange } from '../utils/page.ts';
import { memoryStorage, type NotificationStorage, webStorage } from './storage.ts';
import { openDesk, withResolvers } from './test/desk.ts';

const say = (text: string) => ['said', { text }] as const;
const options = (storage: NotificationStorage, more = {}) => ({ storage, name: 'desk', ...more });

describe('what is kept', () => {
  test('is there at the next visit, with what the reader did, and shows no toast again', async () => {
    const storage = memoryStorage();
    const first = await openDesk(options(storage));
    await first.emit(say('1'));
    await first.clock.advance(10);
    await first.emit(['job:worked', { job: 'a', percent: 40 }]);
    first.notifications.mark('read', [first.state().items[1]?.id as string]);
    await first.clock.advance(300);

    const second = await openDesk(options(storage));
    expect(second.state()).toMatchObject({
      items: [
        { title: 'Importing', isRead: false, isBusy: false, progress: undefined },
        { title: '1', isRead: true, isSeen: true },
      ],
      toasts: [],
      unread: 1,
    });
  });

  test('is written once for a burst, and at once when the page goes', async () => {
    const storage = memoryStorage();
    const write = vi.spyOn(storage, 'write');
    let tell: (change: PageChange) => void = () => {};
    const page = {
      isHidden: () => false,
      onChange(listener: typeof tell) {
        const before = tell;
        tell = (change) => {
          before(change);
          listener(change);
        };
        return () => {};
      },
    };
    const desk = await openDesk(options(storage), { environment: { page } });
    await desk.emit(...Array.from({ length: 100 }, (_, n) => say(`${n}`)));
    expect(write).not.toHaveBeenCalled();
    await desk.clock.advance(250);
    expect(write).toHaveBeenCalledTimes(1);
    await desk.emit(say('last'));
    tell('pagehide');
    expect(write).toHaveBeenCalledTimes(2);
    expect(write.mock.lastCall?.[1]).toContain('"last"');
  });

  test('of two tabs is both, whoever writes last', async () => {
    const storage = memoryStorage();
    const one = await openDesk(options(storage, { random: () => 0.1 }));
    const two = await openDesk(options(storage, { random: () => 0.2 }));
    one.notifications.notify({ title: 'from one' });
    two.notifications.notify({ title: 'from two' });
    await one.clock.advance(300);
    await two.clock.advance(300);
    const third = await openDesk(options(storage));
    expect(third.titles().sort()).toEqual(['from one', 'from two']);
  });

  test('belongs to its user', async () => {
    const storage = memoryStorage();
    const desk = await openDesk(options(storage), { scope: 'ann' });
    await desk.emit(say('for ann'));
    desk.client.setScope('bob');
    await desk.clock.advance(300);
    expect(desk.titles()).toEqual([]);
    desk.client.setScope('ann');
    await desk.clock.advance(50);
    expect(desk.titles()).toEqual(['for ann']);
  });

  test('may come later: what came before it stays', async () => {
    const kept = memoryStorage();
    const first = await openDesk(options(kept));
    await first.emit(say('kept'));
    await first.clock.advance(300);
    const { promise, resolve } = withResolvers<void>();
    const slow: NotificationStorage = {
      read: (name) => promise.then(() => kept.read(name)),
      write: async (name, text) => kept.write(name, text),
    };
    const second = await openDesk(options(slow));
    second.notifications.notify({ title: 'new' });
    resolve();
    await second.clock.advance(300);
    expect(second.titles().sort()).toEqual(['kept', 'new']);
    const third = await openDesk(options(kept));
    expect(third.titles().sort()).toEqual(['kept', 'new']);
  });
});

describe('a storage', () => {
  test.each([
    ['no JSON', 'oops{'],
    ['another version', '{"version":99,"records":[]}'],
    ['null', 'null'],
  ])('that holds %s is reported once, and written over', async (_, text) => {
    const onError = vi.fn();
    const storage = memoryStorage();
    const read = vi.spyOn(storage, 'read').mockReturnValue(text);
    const desk = await openDesk(options(storage), { onError });
    expect(onError).toHaveBeenCalledTimes(1);
    expect(onError.mock.calls[0]?.[0].message).toMatch(/cannot be read/);
    await desk.emit(say('1'));
    await desk.clock.advance(300);
    read.mockRestore();
    const next = await openDesk(options(storage));
    expect(next.titles()).toEqual(['1']);
  });

  test('whose list holds what is no notification gives the others', async () => {
    const good = { id: 'a', title: 'good', at: 5, severity: 'loud', href: 'javascript:1', count: -3, isBusy: true };
    const bad = [null, 1, 'x', {}, { id: 1, title: 'x', at: 1 }, { id: 'a', title: 'x', at: null }];
    const marks = [
      { id: 'a', flag: 'read', value: true, through: 5, stamp: 1, tab: 't' },
      { id: 'a', flag: 'toString' },
      7,
    ];
    const storage = { read: () => JSON.stringify({ version: 1, records: [...bad, good], marks }), write() {} };
    const desk = await openDesk(options(storage));
    expect(desk.state().items).toEqual([
      expect.objectContaining({ id: 'a', severity: 'info', href: undefined, count: 1, isBusy: false, isRead: true }),
    ]);
  });

  test('that is full keeps the newest that it has place for, and says so once', async () => {
    const onError = vi.fn();
    const kept = memoryStorage();
    const small: NotificationStorage = {
      read: kept.read,
      write(name, text) {
        if (text.length > 2_000) throw new DOMException('full', 'QuotaExceededError');
        return kept.write(name, text);
      },
    };
    const desk = await openDesk(options(small), { onError });
    for (let n = 0; n < 40; n += 1) {
      await desk.clock.advance(10);
      await desk.emit(say(`${n}`));
    }
    await desk.clock.advance(300);
    await desk.emit(say('last'));
    await desk.clock.advance(300);
    expect(desk.state().items).toHaveLength(41);
    expect(onError).toHaveBeenCalledTimes(1);
    const next = await openDesk(options(kept));
    expect(next.titles()[0]).toBe('last');
    expect(next.titles().length).toBeGreaterThan(3);
  });

  test('that is forbidden costs nothing but the memory', async () => {
    const onError = vi.fn();
    const forbidden = webStorage(() => {
      throw new DOMException('no', 'SecurityError');
    });
    const desk = await openDesk(options(forbidden), { onError });
    await desk.emit(say('1'));
    await desk.clock.advance(300);
    expect(desk.titles()).toEqual(['1']);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});
