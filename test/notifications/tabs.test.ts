import { expect, onTestFinished, test } from 'vitest';
import { createNotifications } from '../../src/notifications/create-notifications.ts';
import { dialect } from '../../src/notifications/test/desk.ts';
import { createModelBrowser, type ModelTab } from '../../src/tabs/test/model-browser.ts';
import { createTestClient } from '../../src/testing/create-test-client.ts';
import { createVirtualClock } from '../../src/utils/virtual-clock.ts';

/** Tabs of one browser that share a stream. */
function openTabs(count: number, scope?: string) {
  const clock = createVirtualClock(1_000_000);
  const browser = createModelBrowser(clock, () => 5);
  const tabs = Array.from({ length: count }, (_, at) => {
    const tab: ModelTab = browser.createTab();
    const notifications = createNotifications({ random: () => (at + 1) / 10 });
    const { client, stream } = createTestClient({
      dialect,
      scope,
      sinks: [notifications],
      environment: {
        ...tab,
        locks: tab.locks,
        broadcast: tab.broadcast,
        page: tab.page,
        clock: tab.clock,
        random: () => (at + 1) / 10,
      },
    });
    client.connect();
    onTestFinished(() => client.close());
    return { tab, client, stream, notifications, state: notifications.getState };
  });
  return {
    clock,
    tabs: tabs as [(typeof tabs)[number], ...typeof tabs],
    async emit(id: string) {
      for (const { stream } of tabs)
        if (stream.openStreams > 0) stream.emit({ event: 'question:asked', data: { id, text: id } });
      await clock.advance(50);
    },
  };
}

test('what is read in one tab is read in all, and leaves their screens', async () => {
  const { clock, tabs, emit } = openTabs(3);
  await clock.advance(2_000);
  await emit('1');
  await emit('2');
  expect(tabs.map(({ state }) => state().toasts.length)).toEqual([2, 2, 2]);
  tabs[0].notifications.mark('read', ['question:1']);
  await clock.advance(50);
  expect(tabs.map(({ state }) => state().unread)).toEqual([1, 1, 1]);
  expect(tabs.map(({ state }) => state().toasts.map(({ id }) => id))).toEqual([
    ['question:2'],
    ['question:2'],
    ['question:2'],
  ]);
});

test('a tab that missed it learns of it when it is seen again', async () => {
  const { clock, tabs, emit } = openTabs(2);
  await clock.advance(2_000);
  await emit('1');
  const [one, two] = tabs;
  two?.tab.loseNext();
  one.notifications.mark('archived');
  await clock.advance(50);
  expect(two?.state().items[0]?.isArchived).toBe(false);
  two?.tab.tell('hidden');
  two?.tab.tell('visible');
  await clock.advance(50);
  expect(two?.state().items[0]?.isArchived).toBe(true);
});

test('a tab that another version of the app talks to survives it', async () => {
  const { clock, tabs, emit } = openTabs(2);
  await clock.advance(2_000);
  await emit('1');
  const stranger = tabs[0].tab.broadcast;
  const group = JSON.stringify(['http://stream.test/events desk envelope same-origin', '']);
  const bus = stranger.join(`bisse notifications ${group}`, () => {});
  for (const message of [null, 7, { marks: 'x' }, { marks: [{}, null, { id: 'question:1', flag: 'read' }] }])
    bus.post(message);
  bus.post({ marks: [{ id: 'question:1', flag: 'read', value: true, through: 1e15, stamp: 1e15, tab: 'x' }] });
  await clock.advance(50);
  // The topic is the right one: what could be read was heard.
  expect(tabs[1]?.state().unread).toBe(0);
});
