import { describe, expect, test, vi } from 'vitest';
import { HandlerError } from '../errors.ts';
import type { PageChange } from '../utils/page.ts';
import { cursor, openDesk, withResolvers } from './test/desk.ts';

const ask = (id: string | number, text = `text ${id}`) => ['question:asked', { id: `${id}`, text }] as const;
const say = (text: string) => ['said', { text }] as const;
const fail = (text: string) => ['failed', { text }] as const;
const work = (percent: number, job = 'a') => ['job:worked', { job, percent }] as const;

/** A page that the test hides and shows. */
function createPage() {
  const listeners = new Set<(change: PageChange) => void>();
  let isHidden = false;
  return {
    page: {
      isHidden: () => isHidden,
      onChange(listener: (change: PageChange) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    tell(change: PageChange) {
      if (change === 'hidden' || change === 'visible') isHidden = change === 'hidden';
      for (const listener of [...listeners]) listener(change);
    },
  };
}

describe('an event that says what a person should hear', () => {
  test('is in the centre, on the screen and on the badge', async () => {
    const desk = await openDesk();
    await desk.emit(ask(7));
    expect(desk.state()).toMatchObject({
      items: [
        { id: 'question:7', title: 'New question', message: 'text 7', group: 'question', count: 1, isSeen: false },
      ],
      toasts: [{ id: 'question:7' }],
      unread: 1,
      unseen: 1,
    });
  });

  test('is told in the words of the app, where it has its own, or not at all', async () => {
    const desk = await openDesk({
      describe: ({ type }, intent) =>
        type === 'said' || !intent ? undefined : { ...intent, title: 'Nouvelle question' },
    });
    await desk.emit(ask(7), say('hm'));
    expect(desk.titles()).toEqual(['Nouvelle question']);
  });

  test('and throws instead is reported, and stops no other', async () => {
    const onError = vi.fn();
    const desk = await openDesk({}, { onError });
    await desk.emit(['broken', 1], say('still here'));
    expect(desk.titles()).toEqual(['still here']);
    expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(HandlerError);
    expect(onError.mock.calls[0]?.[0].message).toContain('"broken"');
  });

  test('cannot lead to a script', async () => {
    const desk = await openDesk({ describe: ({ data }) => ({ title: 'x', href: (data as { text: string }).text }) });
    for (const href of ['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x'])
      await desk.emit(say(href));
    for (const href of ['/a', 'https://a.test/', '#b', '?c']) await desk.emit(say(href));
    expect(
      desk
        .state()
        .items.map(({ href }) => href)
        .reverse(),
    ).toEqual([...[undefined, undefined, undefined], ...['/a', 'https://a.test/', '#b', '?c']]);
  });
});

describe('500 events in one tick', () => {
  test('mount three toasts, lose nothing from the centre, and change the state once', async () => {
    const desk = await openDesk();
    const changes = vi.fn();
    desk.notifications.subscribe(changes);
    await desk.emit(...Array.from({ length: 500 }, (_, n) => ask(n)));
    expect(desk.toasts()).toHaveLength(3);
    expect(desk.state().unread).toBe(500);
    expect(new Set(desk.state().items.map(({ id }) => id)).size).toBe(500);
    expect(changes).toHaveBeenCalledTimes(1);
  });

  test('show what weighs most as soon as there is a place', async () => {
    const desk = await openDesk({ limit: 1 });
    await desk.emit(...Array.from({ length: 100 }, (_, n) => say(`${n}`)), fail('it broke'));
    expect(desk.toasts()).toEqual(['0']);
    await desk.clock.advance(5_000);
    expect(desk.toasts()).toEqual(['it broke']);
  });

  test('beyond the history’s limit let what is archived go first, and then the oldest', async () => {
    const desk = await openDesk({ historyLimit: 3 });
    await desk.emit(say('1'));
    await desk.clock.advance(10);
    await desk.emit(say('2'));
    await desk.clock.advance(10);
    await desk.emit(say('3'));
    desk.notifications.mark('archived', [desk.state().items[0]?.id as string]);
    await desk.clock.advance(10);
    await desk.emit(say('4'));
    expect(desk.titles()).toEqual(['4', '2', '1']);
    await desk.clock.advance(10);
    await desk.emit(say('5'));
    expect(desk.titles()).toEqual(['5', '4', '2']);
  });
});

describe('one key', () => {
  test('is one notification, counted while it says the same: ×12', async () => {
    const desk = await openDesk();
    await desk.emit(...Array.from({ length: 12 }, () => ask(7)));
    expect(desk.state().items).toMatchObject([{ id: 'question:7', count: 12 }]);
    expect(desk.toasts()).toEqual(['New question']);
  });

  test('that another event says in the same words is another message, not a count', async () => {
    const desk = await openDesk();
    const words = { title: 'Ready', key: 'reel' };
    desk.notifications.notify({ ...words, group: 'upload' });
    desk.notifications.notify({ ...words, group: 'reel' });
    expect(desk.state().items).toMatchObject([{ count: 1, group: 'reel' }]);
  });

  test('is unread again when it says something new', async () => {
    const desk = await openDesk();
    await desk.emit(ask(7));
    desk.notifications.mark('read');
    expect(desk.state()).toMatchObject({ unread: 0, items: [{ isSeen: true, isRead: true }] });
    await desk.emit(ask(7, 'more'));
    expect(desk.state()).toMatchObject({ unread: 1, items: [{ message: 'more', isSeen: false, isRead: false }] });
  });

  test('that goes on is changed in its place: no count, and unread only at its end', async () => {
    const desk = await openDesk();
    await desk.emit(work(10));
    desk.notifications.mark('read');
    await desk.emit(work(20), work(30));
    expect(desk.state()).toMatchObject({ unread: 0, items: [{ progress: 0.3, count: 1, isBusy: true }] });
    await desk.emit(work(100));
    expect(desk.state()).toMatchObject({ unread: 1, items: [{ title: 'Imported', isBusy: false, count: 1 }] });
  });
});

describe('a toast', () => {
  test('leaves after its time, and the next one has its whole time from then on', async () => {
    const desk = await openDesk({ limit: 1, durationMs: 4_000 });
    await desk.emit(say('1'), say('2'));
    await desk.clock.advance(3_900);
    expect(desk.toasts()).toEqual(['1']);
    await desk.clock.advance(100);
    expect(desk.toasts()).toEqual(['2']);
    await desk.clock.advance(3_900);
    expect(desk.toasts()).toEqual(['2']);
    await desk.clock.advance(100);
    expect(desk.toasts()).toEqual([]);
    expect(desk.state()).toMatchObject({ unread: 2, unseen: 2 });
  });

  test('stays while its time is stopped, by whomever, and takes up where it stood', async () => {
    const desk = await openDesk();
    await desk.emit(say('1'));
    await desk.clock.advance(3_000);
    const leave = desk.notifications.pause('hover');
    const blur = desk.notifications.pause('focus');
    await desk.clock.advance(60_000);
    leave();
    await desk.clock.advance(60_000);
    expect(desk.toasts()).toEqual(['1']);
    blur();
    await desk.clock.advance(1_900);
    expect(desk.toasts()).toEqual(['1']);
    await desk.clock.advance(100);
    expect(desk.toasts()).toEqual([]);
  });

  test('of an error, with an action, or of what goes on stays until it is dismissed', async () => {
    const desk = await openDesk();
    await desk.emit(fail('it broke'), work(10));
    desk.notifications.notify({ title: 'Deleted', action: { label: 'Undo', onSelect() {} } });
    await desk.clock.advance(600_000);
    expect(desk.toasts().sort()).toEqual(['Deleted', 'Importing', 'it broke']);
    desk.notifications.dismiss();
    expect(desk.toasts()).toEqual([]);
  });

  test('of what goes on gives up its place after its time, when another needs it, and comes back with its end', async () => {
    const desk = await openDesk({ limit: 1 });
    await desk.emit(work(10));
    await desk.clock.advance(3_000);
    await desk.emit(work(20), say('waits'));
    expect(desk.toasts()).toEqual(['Importing']);
    await desk.clock.advance(2_000);
    expect(desk.toasts()).toEqual(['waits']);
    await desk.clock.advance(6_000);
    await desk.emit(work(100));
    expect(desk.toasts()).toEqual(['Imported']);
  });

  test('that was dismissed does not come back with a step of its progress, but with its end', async () => {
    const desk = await openDesk();
    await desk.emit(work(10));
    desk.notifications.dismiss('job:a');
    await desk.emit(work(50));
    expect(desk.toasts()).toEqual([]);
    await desk.emit(work(100));
    expect(desk.toasts()).toEqual(['Imported']);
    await desk.clock.advance(5_000);
    expect(desk.toasts()).toEqual([]);
  });

  test('that is dismissed was seen, not read; what is read leaves the screen', async () => {
    const desk = await openDesk();
    await desk.emit(ask(1), ask(2));
    desk.notifications.dismiss('question:1');
    expect(desk.state()).toMatchObject({ unseen: 1, unread: 2, toasts: [{ id: 'question:2' }] });
    desk.notifications.mark('read', ['question:2']);
    expect(desk.state()).toMatchObject({ unseen: 0, unread: 1, toasts: [] });
  });

  test('in passing is not in the centre', async () => {
    const desk = await openDesk();
    desk.notifications.notify({ title: 'Saved', keep: false, key: 'saved' });
    desk.notifications.notify({ title: 'Saved', keep: false, key: 'saved' });
    expect(desk.state()).toMatchObject({ items: [], unread: 0, toasts: [{ record: { title: 'Saved', count: 2 } }] });
  });

  test('makes place where fewer are wanted, and comes back where more are', async () => {
    const desk = await openDesk();
    await desk.emit(say('1'), say('2'), say('3'));
    desk.notifications.configure({ limit: 1 });
    expect(desk.toasts()).toEqual(['1']);
    desk.notifications.configure({ limit: 3 });
    expect(desk.toasts()).toEqual(['1', '2', '3']);
  });
});

describe('a promise', () => {
  test('is one notification that goes on and then says how it ended', async () => {
    const desk = await openDesk();
    const { promise, resolve } = withResolvers<number>();
    const texts = { loading: 'Saving', success: (n: number) => `Saved ${n}`, error: 'Not saved' };
    expect(desk.notifications.promise(promise, texts)).toBe(promise);
    expect(desk.state().items).toMatchObject([{ title: 'Saving', isBusy: true }]);
    await desk.clock.advance(60_000);
    resolve(3);
    await desk.clock.settle();
    expect(desk.state().items).toMatchObject([{ title: 'Saved 3', severity: 'success', isBusy: false }]);
    await desk.clock.advance(5_000);
    expect(desk.toasts()).toEqual([]);
  });

  test('that fails is an error', async () => {
    const desk = await openDesk();
    const refused = Promise.reject(new Error('no'));
    refused.catch(() => {});
    void desk.notifications.promise(refused, { loading: 'Saving', success: 'Saved', error: (error) => `${error}` });
    await desk.clock.settle();
    expect(desk.state().items).toMatchObject([{ title: 'Error: no', severity: 'error' }]);
  });
});

describe('events that are replayed', () => {
  test('go to the centre without a toast of their own, and one sums them up: 14 while you were away', async () => {
    const desk = await openDesk();
    await desk.emit(ask(1));
    await desk.clock.advance(60_000);
    desk.stream.respondNext({ connected: { resume: 'resumed', head: cursor(15) } });
    desk.stream.fail();
    await desk.clock.advance(2_000);
    await desk.emit(...Array.from({ length: 10 }, (_, n) => ask(n + 2)));
    await desk.emit(...Array.from({ length: 4 }, (_, n) => ask(n + 12)));
    expect(desk.toasts()).toEqual(['14 away']);
    expect(desk.state().unread).toBe(15);
    await desk.emit(ask(99));
    expect(desk.toasts()).toEqual(['14 away', 'New question']);
  });
});

describe('a hidden page', () => {
  test('stops the time of toasts, and of many that come meanwhile one sums up what waits', async () => {
    const { page, tell } = createPage();
    const desk = await openDesk({}, { environment: { page } });
    await desk.emit(say('before'));
    tell('hidden');
    await desk.clock.advance(100_000);
    await desk.emit(...Array.from({ length: 9 }, (_, n) => say(`${n}`)));
    expect(desk.toasts()).toEqual(['before', '0', '1']);
    tell('visible');
    await desk.clock.advance(5_000);
    expect(desk.toasts()).toEqual(['7 away']);
  });

  test('is told nothing until it is seen again', async () => {
    const { page, tell } = createPage();
    const desk = await openDesk({}, { environment: { page } });
    tell('hidden');
    await desk.emit(ask(1), ask(2));
    await desk.clock.advance(60_000);
    expect(desk.state().announcement).toBeUndefined();
    tell('visible');
    expect(desk.state().announcement).toMatchObject({ record: { id: 'question:1' }, more: 1 });
  });
});

describe('announcements', () => {
  test('come once a second at most: the first in words, then the weightiest and how many more', async () => {
    const desk = await openDesk();
    await desk.emit(say('first'));
    expect(desk.state().announcement).toMatchObject({
      n: 1,
      politeness: 'polite',
      record: { title: 'first' },
      more: 0,
    });
    await desk.emit(...Array.from({ length: 11 }, (_, n) => say(`${n}`)), fail('it broke'));
    expect(desk.state().announcement).toMatchObject({ n: 1 });
    await desk.clock.advance(1_000);
    expect(desk.state().announcement).toMatchObject({
      n: 2,
      politeness: 'assertive',
      record: { title: 'it broke' },
      more: 11,
    });
    await desk.clock.advance(10_000);
    expect(desk.state().announcement).toBeUndefined();
  });

  test('of a progress come at each quarter', async () => {
    const desk = await openDesk();
    const heard: (number | undefined)[] = [];
    for (const percent of [0, 10, 24, 25, 40, 60, 80, 99, 100]) {
      await desk.emit(work(percent));
      await desk.clock.advance(1_500);
      const { announcement } = desk.state();
      heard.push(announcement?.record?.progress === undefined ? undefined : announcement.percent);
    }
    expect(heard).toEqual([0, 0, 0, 25, 25, 50, 75, 75, undefined]);
  });
});

describe('another user', () => {
  test('finds nothing of the one before, and does not hear how his promises end', async () => {
    const desk = await openDesk({}, { scope: 'ann' });
    await desk.emit(ask(1));
    const { promise, resolve } = withResolvers<void>();
    void desk.notifications.promise(promise, { loading: 'Saving', success: 'Saved', error: 'Not saved' });
    desk.client.setScope('bob');
    await desk.clock.advance(50);
    resolve();
    await desk.clock.settle();
    expect(desk.state()).toMatchObject({ items: [], toasts: [], unread: 0, announcement: undefined });
  });
});
