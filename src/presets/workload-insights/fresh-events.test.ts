import { expect, test } from 'vitest';
import { type FreshAction, type FreshEvents, nothingFresh, updateFresh } from './fresh-events.ts';

const after = (state: FreshEvents<string>, ...actions: readonly FreshAction<string>[]) =>
  actions.reduce<FreshEvents<string>>(updateFresh, state);

test('events that come at a time are one list', () => {
  expect(after(nothingFresh, { event: 'a' }, { event: 'b' }).events).toEqual(['a', 'b']);
});

test('the list stays the same while it is handled, and ends with the next event', () => {
  const shown = after(nothingFresh, { event: 'a' });
  const handled = after(shown, { handled: shown.events });
  expect(handled.events).toBe(shown.events);
  expect(after(handled, { event: 'b' }).events).toEqual(['b']);
});

test('an event that comes between a render and its effects is in the next list, alone', () => {
  const shown = after(nothingFresh, { event: 'a' }, { event: 'b' });
  const next = after(shown, { event: 'c' }, { handled: shown.events });
  expect(next.events).toEqual(['c']);
  expect(after(next, { event: 'd' }).events).toEqual(['c', 'd']);
});

test('effects that run twice, as in StrictMode, change nothing', () => {
  const shown = after(nothingFresh, { event: 'a' });
  const once = after(shown, { handled: shown.events });
  expect(after(once, { handled: shown.events })).toBe(once);
  expect(after(nothingFresh, { handled: [] })).toBe(nothingFresh);
});
