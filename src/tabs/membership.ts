import type { ConnectionState } from '../connection/state.ts';
import { noObserver } from '../utils/observer.ts';
import type { Cursor } from '../wire/message.ts';
import type { GroupOptions } from './group-options.ts';
import type { Inbox } from './inbox.ts';
import { createLeader, type Leader } from './leader.ts';
import type { Frame, Mark, TabMessage } from './messages.ts';
import { fromPlainState } from './plain-state.ts';
import { membersRecord, type RoleChange, roleRecord } from './record.ts';
import { createRoster } from './roster.ts';
import { createTimers } from './timers.ts';
import { answerMs, createVigil } from './vigil.ts';

/** A tab's part in its group, from the moment it joins until it leaves. */
export interface Membership {
  /** This tab's leases or its visibility are others now. */
  announce(): void;
  /** Ends the stream or the wait, if any, whoever holds it. */
  reconnect(): void;
  /** Gives the stream to another tab; takes it, where this tab does not hold it. */
  handOver(): void;
  /** The user has left: every tab of the group ends. */
  endAll(): void;
  leave(): void;
  readonly leader: Leader | undefined;
}

export interface MembershipOptions {
  readonly options: GroupOptions;
  /** The name of the lock and of the channel. */
  readonly name: string;
  readonly tab: string;
  readonly inbox: Inbox;
  readonly onState: (state: ConnectionState) => void;
  /** Another tab has ended all. */
  readonly onEnd: () => void;
}

/** A hidden leader is relieved by a tab that has been visible for so long. */
const takeMs = 5_000;
const yieldMs = 2_000;
const firstMs = 50;
const contestMs = 100;
const pruneMs = 30_000;

export function joinGroup({ options, name, tab, inbox, onState, onEnd }: MembershipOptions): Membership {
  const { clock, page, random, locks, broadcast } = options;
  const roster = createRoster(tab, () => {
    leader?.onRoster();
    observer.tell?.(membersRecord(tab, roster.all(), options.scopes));
  });
  const bus = broadcast.join(name, (message) => hear(message as TabMessage));
  const post = (message: TabMessage) => bus.post(message);
  const releasePresence = locks.acquire(`${name}/${tab}`, { onGranted: () => {}, onLost: () => {} });
  const timers = createTimers(clock);
  const observer = options.tabObserver ?? noObserver;
  let releaseLock = () => {};
  let leader: Leader | undefined;
  let leaderTab: string | undefined;
  let asked: Cursor | undefined;
  let isAsking = false;
  /** The highest generation of another leader. */
  let rival = 0;
  const joinedAt = clock.now();
  let isLeft = false;

  const vigil = createVigil({
    ...{ clock, page, random, timers },
    // A welcome that never came is asked for again.
    onRound: () => isAsking && hello(true),
    ping: () => post({ type: 'ping', generation: inbox.generation }),
    replace: () => !isLeft && !leader && apply('took'),
  });

  inbox.listen({
    missing(generation, from) {
      if (timers.has('ask')) return;
      post({ type: 'missing', tab, generation, from });
      // The leader may have gone meanwhile, and the answer with it.
      timers.set('ask', answerMs, () => timers.clear('ask'));
    },
    stranger: () => ask(inbox.cursor),
  });

  // ── Election ──

  function apply(why: 'elected' | 'took' | 'yielded'): void {
    releaseLock();
    const steal = why !== 'elected';
    releaseLock = locks.acquire(`${name}/leader`, { steal, onGranted: () => lead(why), onLost: demote });
  }

  function setLeader(leader: string | undefined, why: RoleChange): void {
    const isNews = leader !== leaderTab || why !== 'told';
    leaderTab = leader;
    if (isNews) observer.tell?.(roleRecord(tab, leader, inbox.generation, why));
  }

  function lead(why: RoleChange): void {
    if (isLeft) return;
    timers.clear('watch', 'answer', 'take', 'ask');
    // A lock that is free at once was nobody's.
    const isFirst = inbox.cursor === undefined && roster.size === 0 && clock.now() - joinedAt < firstMs;
    leader = createLeader({ options, tab, inbox, roster, rival, isFirst, post, onState: publish });
    setLeader(tab, why);
    publish();
    prune();
  }

  /** Another tab has taken the lock. */
  function demote(): void {
    if (isLeft) return;
    stopLeading();
    onState({ status: 'connecting', attempt: 1, since: clock.now() });
    apply('elected');
    enter('robbed');
  }

  function stopLeading(): void {
    timers.clear('prune', 'yield', 'contest');
    leader?.stop();
    leader = undefined;
  }

  function publish(): void {
    const state = leader?.connection.getState();
    if (!state) return;
    // Between its birth and its first attempt, it is on its way.
    if (state.status === 'idle') onState({ status: 'connecting', attempt: 1, since: clock.now() });
    else onState(state.status === 'open' ? { ...state, role: 'leader' } : state);
  }

  /** Tabs that crashed said no goodbye; their own locks are gone. */
  function prune(): void {
    timers.set('prune', pruneMs, prune);
    if (roster.size === 0) return;
    locks.held().then(
      (held) => roster.keepOnly((other) => held.has(`${name}/${other}`)),
      () => {},
    );
  }

  // ── Following ──

  /** Comes to whoever leads, from where this tab stands. */
  function enter(why: RoleChange): void {
    vigil.heard();
    setLeader(undefined, why);
    vigil.watch();
    hello(false);
    if (inbox.cursor !== undefined || !options.beforeFirstOpen) ask(inbox.cursor);
    else options.beforeFirstOpen(undefined).then(ask, () => ask(undefined));
  }

  function ask(cursor: Cursor | undefined): void {
    if (isLeft || leader) return;
    asked = cursor;
    isAsking = true;
    hello(true);
  }

  function hello(isNew: boolean): void {
    post({ type: 'hello', member: options.member(), isNew, cursor: isNew ? asked : undefined });
  }

  /** A tab that somebody looks at relieves a leader whose timers sleep. */
  function offerToTake(): void {
    const isHidden = leaderTab !== undefined && roster.get(leaderTab)?.isVisible === false;
    if (leader || page.isHidden() || !isHidden) timers.clear('take');
    else if (!timers.has('take')) timers.set('take', takeMs, () => post({ type: 'take', tab }));
  }

  // ── What others say ──

  const heard: { readonly [Type in TabMessage['type']]?: (message: Extract<TabMessage, { type: Type }>) => void } = {
    hello({ member }) {
      roster.put(member);
      learn(member.generation);
      offerToTake();
    },
    ping: ({ generation }) => learn(generation),
    bye: (message) => roster.remove(message.tab),
    lead: follow,
    welcome,
    frame: ({ frame }) => hearFrom(frame, () => inbox.take(frame)),
    beat: ({ mark }) => hearFrom(mark, () => inbox.note(mark)),
    state({ generation, state }) {
      if (!leader && generation >= inbox.generation) onState(fromPlainState(state));
    },
    again({ to, frames }) {
      if (to !== tab || leader) return;
      timers.clear('ask');
      inbox.fill(frames);
    },
    take: (message) => page.isHidden() && yieldTo(message.tab),
    yield({ to, mark }) {
      if (to !== tab || leader) return;
      inbox.note(mark);
      apply('yielded');
    },
    end: onEnd,
  };

  function hear(message: TabMessage): void {
    if (isLeft) return;
    heard[message.type]?.(message as never);
    leader?.hear(message);
  }

  /** Two lead. The lock knows which: one will be told that it has lost it, and the other begins anew above it. */
  function contest(generation: number): void {
    rival = Math.max(rival, generation);
    timers.set('contest', contestMs, () => {
      if (!leader || leader.mark().generation > rival) return;
      stopLeading();
      lead('elected');
    });
  }

  /** Others have heard of a newer leader than this one, which did not. */
  function learn(generation: number): void {
    if (leader && generation > leader.mark().generation) contest(generation);
  }

  function hearFrom({ generation }: Mark | Frame, take: () => void): void {
    if (leader || generation < inbox.generation) return;
    vigil.heard();
    take();
  }

  function follow({ member, mark }: Extract<TabMessage, { type: 'lead' }>): void {
    roster.put(member);
    if (leader) return void contest(mark.generation);
    setLeader(member.tab, 'told');
    vigil.heard();
    inbox.note(mark);
    ask(inbox.cursor);
    offerToTake();
  }

  function welcome(message: Extract<TabMessage, { type: 'welcome' }>): void {
    const { to, mark, leader: from, members, state, opened, since, asked } = message;
    // T3: one that thaws answers what waited for it, before it hears that it leads no more.
    if (to !== tab || leader || !isAsking || mark.generation < inbox.generation) return;
    isAsking = false;
    vigil.heard();
    setLeader(from, 'told');
    for (const member of members) roster.put(member);
    inbox.begin(mark, opened, since, asked);
    onState(fromPlainState(state));
    offerToTake();
  }

  function yieldTo(to: string): void {
    if (!leader || timers.has('yield')) return;
    // The stream ends first: what is posted until now is all there is of this generation.
    leader.connection.pause('user');
    post({ type: 'yield', to, mark: leader.mark() });
    timers.set('yield', yieldMs, () => {
      timers.clear('yield');
      leader?.connection.resume('user');
    });
  }

  apply('elected');
  enter('joined');

  return {
    get leader() {
      return leader;
    },
    announce() {
      hello(false);
      leader?.onRoster();
      offerToTake();
    },
    reconnect() {
      if (leader) leader.connection.reconnect();
      else post({ type: 'reconnect' });
    },
    handOver() {
      if (!leader) return apply('took');
      const next = roster.all().find(({ isVisible }) => isVisible) ?? roster.all()[0];
      if (next) yieldTo(next.tab);
    },
    endAll: () => post({ type: 'end' }),
    leave() {
      isLeft = true;
      timers.clearAll();
      leader?.stop();
      leader = undefined;
      post({ type: 'bye', tab });
      inbox.end();
      releaseLock();
      releasePresence();
      bus.leave();
    },
  };
}
