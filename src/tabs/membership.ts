import type { ConnectionState } from '../connection/state.ts';
import type { Cursor } from '../wire/message.ts';
import type { GroupOptions } from './group-options.ts';
import type { Inbox } from './inbox.ts';
import { createLeader, type Leader } from './leader.ts';
import type { Frame, Mark, TabMessage } from './messages.ts';
import { fromPlainState } from './plain-state.ts';
import { createRoster } from './roster.ts';

/** A tab's part in its group, from the moment it joins until it leaves. */
export interface Membership {
  /** This tab's leases or its visibility are others now. */
  announce(): void;
  /** Ends the stream or the wait, if any, whoever holds it. */
  reconnect(): void;
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

/** A leader that was not heard for so long is asked; a hidden tab, whose timers sleep, asks later. */
const silentMs = 8_000;
const silentHiddenMs = 60_000;
/** A leader that does not answer for so long, or up to twice that, is replaced. */
const answerMs = 1_500;
/** A hidden leader is relieved by a tab that has been visible for so long. */
const takeMs = 5_000;
const yieldMs = 2_000;
const firstMs = 50;
const contestMs = 100;
const pruneMs = 30_000;

export function joinGroup({ options, name, tab, inbox, onState, onEnd }: MembershipOptions): Membership {
  const { clock, page, random, locks, broadcast } = options;
  const roster = createRoster(tab, () => leader?.onRoster());
  const bus = broadcast.join(name, (message) => hear(message as TabMessage));
  const post = (message: TabMessage) => bus.post(message);
  const releasePresence = locks.acquire(`${name}/${tab}`, { onGranted: () => {}, onLost: () => {} });
  const timers = new Map<string, () => void>();
  let releaseLock = () => {};
  let leader: Leader | undefined;
  let leaderTab: string | undefined;
  let asked: Cursor | undefined;
  let isAsking = false;
  /** The highest generation of another leader. */
  let rival = 0;
  const joinedAt = clock.now();
  let heardAt = joinedAt;
  let isLeft = false;

  function after(what: string, ms: number, run: () => void): void {
    timers.get(what)?.();
    timers.set(what, clock.setTimeout(run, ms));
  }
  function not(what: string): void {
    timers.get(what)?.();
    timers.delete(what);
  }

  inbox.listen({
    missing(generation, from) {
      if (timers.has('ask')) return;
      post({ type: 'missing', tab, generation, from });
      // The leader may have gone meanwhile, and the answer with it.
      after('ask', answerMs, () => not('ask'));
    },
    stranger: () => ask(inbox.cursor),
  });

  // ── Election ──

  function apply(steal: boolean): void {
    releaseLock();
    releaseLock = locks.acquire(`${name}/leader`, { steal, onGranted: lead, onLost: demote });
  }

  function lead(): void {
    if (isLeft) return;
    for (const what of ['watch', 'answer', 'take', 'ask']) not(what);
    leaderTab = tab;
    // A lock that is free at once was nobody's.
    const isFirst = inbox.cursor === undefined && roster.size === 0 && clock.now() - joinedAt < firstMs;
    leader = createLeader({ options, tab, inbox, roster, rival, isFirst, post, onState: publish });
    publish();
    prune();
  }

  /** Another tab has taken the lock. */
  function demote(): void {
    if (isLeft) return;
    stopLeading();
    onState({ status: 'connecting', attempt: 1, since: clock.now() });
    apply(false);
    enter();
  }

  function stopLeading(): void {
    for (const what of ['prune', 'yield', 'contest']) not(what);
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
    after('prune', pruneMs, prune);
    if (roster.size === 0) return;
    locks.held().then(
      (held) => roster.keepOnly((other) => held.has(`${name}/${other}`)),
      () => {},
    );
  }

  // ── Following ──

  /** Comes to whoever leads, from where this tab stands. */
  function enter(): void {
    heardAt = clock.now();
    leaderTab = undefined;
    watch();
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

  function watch(): void {
    after('watch', silentMs / 2, () => {
      const patienceMs = page.isHidden() ? silentHiddenMs : silentMs;
      // A welcome that never came is asked for again.
      if (isAsking) hello(true);
      if (clock.now() - heardAt < patienceMs) return watch();
      post({ type: 'ping', generation: inbox.generation });
      const before = heardAt;
      // Not all at once: whoever is first tells the others.
      after('answer', answerMs * (1 + random()), () => {
        if (heardAt === before && !isLeft && !leader) apply(true);
      });
      watch();
    });
  }

  /** A tab that somebody looks at relieves a leader whose timers sleep. */
  function offerToTake(): void {
    const isHidden = leaderTab !== undefined && roster.get(leaderTab)?.isVisible === false;
    if (leader || page.isHidden() || !isHidden) not('take');
    else if (!timers.has('take')) after('take', takeMs, () => post({ type: 'take', tab }));
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
      not('ask');
      inbox.fill(frames);
    },
    take: (message) => yieldTo(message.tab),
    yield({ to, mark }) {
      if (to !== tab || leader) return;
      inbox.note(mark);
      apply(true);
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
    after('contest', contestMs, () => {
      if (!leader || leader.mark().generation > rival) return;
      stopLeading();
      lead();
    });
  }

  /** Others have heard of a newer leader than this one, which did not. */
  function learn(generation: number): void {
    if (leader && generation > leader.mark().generation) contest(generation);
  }

  function hearFrom({ generation }: Mark | Frame, take: () => void): void {
    if (leader || generation < inbox.generation) return;
    heardAt = clock.now();
    take();
  }

  function follow({ member, mark }: Extract<TabMessage, { type: 'lead' }>): void {
    roster.put(member);
    if (leader) return void contest(mark.generation);
    leaderTab = member.tab;
    heardAt = clock.now();
    inbox.note(mark);
    ask(inbox.cursor);
    offerToTake();
  }

  function welcome(message: Extract<TabMessage, { type: 'welcome' }>): void {
    const { to, mark, leader: from, members, state, opened, since, asked } = message;
    // T3: one that thaws answers what waited for it, before it hears that it leads no more.
    if (to !== tab || leader || !isAsking || mark.generation < inbox.generation) return;
    isAsking = false;
    heardAt = clock.now();
    leaderTab = from;
    for (const member of members) roster.put(member);
    inbox.begin(mark, opened, since, asked);
    onState(fromPlainState(state));
    offerToTake();
  }

  function yieldTo(to: string): void {
    if (!leader || !page.isHidden() || timers.has('yield')) return;
    // The stream ends first: what is posted until now is all there is of this generation.
    leader.connection.pause('user');
    post({ type: 'yield', to, mark: leader.mark() });
    after('yield', yieldMs, () => {
      not('yield');
      leader?.connection.resume('user');
    });
  }

  apply(false);
  enter();

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
    endAll: () => post({ type: 'end' }),
    leave() {
      isLeft = true;
      for (const what of [...timers.keys()]) not(what);
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
