import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { emptyHistory, type History, mark, restore, tell } from './history.ts';
import { createMarker } from './marker.ts';
import { allMarks, flags, join, later, type Mark } from './marks.ts';
import { type Told, toTold } from './record.ts';

const anyId = fc.constantFrom('a', 'b', 'c');
const anyMark: fc.Arbitrary<Mark> = fc
  .record({
    id: anyId,
    flag: fc.constantFrom(...flags),
    stamp: fc.integer({ min: 1, max: 6 }),
    tab: fc.constantFrom('one', 'two'),
  })
  // A tab gives each of its stamps once, so the rest of a mark follows from these.
  .map((mark) => ({ ...mark, value: (mark.stamp + mark.tab.length) % 3 !== 0, through: mark.stamp * 10 }));

const sorted = (marks: readonly Mark[]) => marks.map((one) => JSON.stringify(one)).sort();

test('marks come to the same whatever their order, however often each comes, and however they are bundled', () => {
  fc.assert(
    fc.property(fc.array(anyMark, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (marks, dice) => {
      const book = join(new Map(), marks).book;
      const shuffled = marks.map((one) => ({ one, by: dice.next().value })).sort((a, b) => a.by - b.by);
      const other = shuffled.reduce((all, { one }) => join(all, [one, one]).book, new Map() as typeof book);
      expect(sorted(allMarks(other))).toEqual(sorted(allMarks(book)));
      expect(join(book, allMarks(other)).news).toEqual([]);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('of two marks, the same one is the later in both orders', () => {
  fc.assert(
    fc.property(anyMark, anyMark, (a, b) => {
      if (a.stamp !== b.stamp || a.tab !== b.tab) expect(later(a, b)).toBe(later(b, a));
    }),
    { seed: 7 },
  );
});

type Act = {
  readonly tab: number;
  readonly do: 'tell' | 'mark' | 'deliver' | 'lose' | 'hello';
  readonly id: string;
  readonly flag: (typeof flags)[number];
  readonly value: boolean;
};

/** Tabs that hear the same stream, each in its own time, and tell each other what their reader does. */
function playTabs(acts: readonly Act[]) {
  const clock = createVirtualClock(1_000);
  const stream: Told[] = [];
  const tabs = [0, 1, 2].map((n) => ({
    marker: createMarker(`tab ${n}`),
    history: emptyHistory(20) as History,
    heard: 0,
    inbox: [] as (readonly Mark[])[],
  }));
  type Tab = (typeof tabs)[number];

  const post = (from: Tab, marks: readonly Mark[]) => {
    for (const tab of tabs) if (tab !== from && marks.length > 0) tab.inbox.push(marks);
  };
  const hear = (tab: Tab, marks: readonly Mark[]) => {
    tab.marker.hear(marks);
    tab.history = mark(tab.history, marks).history;
  };
  const catchUp = (tab: Tab) => {
    tab.history = tell(tab.history, stream.slice(tab.heard)).history;
    tab.heard = stream.length;
  };
  const hello = (tab: Tab) => {
    const mine = allMarks(tab.history.book);
    for (const other of tabs) {
      if (other === tab) continue;
      hear(other, mine);
      const { news } = join(join(new Map(), mine).book, allMarks(other.history.book));
      hear(tab, news);
    }
  };

  acts.forEach((act, at) => {
    const tab = tabs[act.tab] as Tab;
    clock.sleep(at % 7 === 0 ? 1 : 0); // most acts happen in one millisecond
    if (act.do === 'tell') stream.push(toTold({ title: `word ${at}` }, { id: act.id, at: clock.now(), group: '' }));
    if (act.do === 'mark') {
      catchUp(tab);
      const marks = tab.marker.mark(tab.history, act.flag, [act.id], act.value, clock.now());
      hear(tab, marks);
      post(tab, marks);
    }
    if (act.do === 'deliver') for (const marks of tab.inbox.splice(0)) hear(tab, marks);
    if (act.do === 'lose') tab.inbox.splice(0);
    if (act.do === 'hello') hello(tab);
  });
  for (const tab of tabs) catchUp(tab);
  for (const tab of tabs) for (const marks of tab.inbox.splice(0)) hear(tab, marks);
  for (const tab of tabs) hello(tab);
  return tabs.map(({ history }) => history);
}

const anyAct: fc.Arbitrary<Act> = fc.record({
  tab: fc.nat({ max: 2 }),
  do: fc.constantFrom('tell', 'mark', 'mark', 'deliver', 'lose', 'hello'),
  id: anyId,
  flag: fc.constantFrom(...flags),
  value: fc.boolean(),
});

const readState = ({ records }: History) =>
  [...records.values()].map(({ id, isSeen, isRead, isArchived }) => `${id} ${isSeen} ${isRead} ${isArchived}`).sort();

test('tabs that lose messages and hear the stream late come to the same read state, once they have said hello', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 60 }), (acts) => {
      const [first, ...others] = playTabs(acts) as [History, ...History[]];
      for (const other of others) expect(readState(other)).toEqual(readState(first));
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('what two tabs keep comes to the same, whoever writes first', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 40 }), (acts) => {
      const [a, b] = playTabs(acts) as [History, History];
      const kept = ({ records, book }: History) => ({ records: [...records.values()], marks: allMarks(book) });
      expect(readState(restore(a, kept(b)))).toEqual(readState(restore(b, kept(a))));
    }),
    { seed: 7, numRuns: 200 },
  );
});
