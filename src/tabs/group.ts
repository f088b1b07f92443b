import type { Connection } from '../connection/connection.ts';
import { createLeases } from '../connection/leases.ts';
import type { ConnectionState, PauseReason } from '../connection/state.ts';
import { createEmitter } from '../utils/emitter.ts';
import type { GroupOptions } from './group-options.ts';
import { createInbox } from './inbox.ts';
import { joinGroup, type Membership } from './membership.ts';
import { type Member, protocolVersion } from './messages.ts';

/** A connection that this tab shares with the others of its group. */
export function createGroup(options: Omit<GroupOptions, 'member'>): Connection {
  const { clock, page, random, onItems, compareCursors } = options;
  const tab = `${clock.now().toString(36)}-${random().toString(36).slice(2)}`;
  const changes = createEmitter<void>();
  const pauses = new Set<PauseReason>();
  let { scope } = options;
  let state: ConnectionState = { status: 'idle' };
  let membership: Membership | undefined;
  let isLeased = false;
  let isConnected = false;
  let isClosed = false;
  let offPage: (() => void) | undefined;

  const inbox = createInbox(
    {
      compareCursors,
      now: () => clock.now(),
      leased: () => leases.spelled(),
      deliver: onItems,
      observer: options.tabObserver,
    },
    options.cursor,
  );
  const leases = createLeases({
    clock,
    scopes: options.scopes,
    onLeased() {
      isLeased = true;
      update();
    },
    onGrew: () => membership?.announce(),
    onShrank: () => membership?.announce(),
    onReleased() {
      isLeased = false;
      update();
    },
  });

  function setState(next: ConnectionState): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    changes.emit();
  }

  function update(): void {
    const isWanted = (isLeased || isConnected) && !isClosed;
    if (isWanted) offPage ??= page.onChange(onPage);
    else {
      offPage?.();
      offPage = undefined;
      // Nobody would hear that they are over.
      for (const reason of ['bfcache', 'frozen'] as const) pauses.delete(reason);
    }
    if (isWanted && pauses.size === 0) {
      if (membership) return;
      setState({ status: 'connecting', attempt: 1, since: clock.now() });
      const name = `bisse/${protocolVersion}/${options.group}/${scope ?? ''}`;
      membership = joinGroup({
        options: { ...options, scope, member },
        name,
        tab,
        inbox,
        onState: setState,
        onEnd: close,
      });
      return;
    }
    membership?.leave();
    membership = undefined;
    if (isClosed) setState({ status: 'closed', since: clock.now() });
    else if (isWanted) setState({ status: 'paused', since: clock.now(), reasons: [...pauses] });
    else setState({ status: 'idle' });
  }

  function onPage(change: Parameters<Parameters<typeof page.onChange>[0]>[0]): void {
    if (change === 'visible' || change === 'hidden') membership?.announce();
    if (change === 'pagehide') pauses.add('bfcache');
    else if (change === 'pageshow') pauses.delete('bfcache');
    // A frozen tab would hold the lock, and what is posted to it would pile up; it leaves while it still can.
    else if (change === 'freeze') pauses.add('frozen');
    else if (change === 'resume') pauses.delete('frozen');
    else return;
    update();
  }

  function member(): Member {
    return {
      tab,
      leases: leases.requests(),
      isVisible: !page.isHidden(),
      cursor: inbox.cursor,
      generation: inbox.generation,
    };
  }

  function close(): void {
    isConnected = false;
    isClosed = true;
    update();
  }

  return {
    getState: () => state,
    subscribe: (listener) => changes.on(listener),
    lease: (request, { immediate } = {}) => leases.lease(request, immediate),
    leases: () => leases.spelled(),
    connect() {
      isConnected = true;
      isClosed = false;
      update();
    },
    close,
    reconnect() {
      isClosed = false;
      update();
      membership?.reconnect();
    },
    handOver: () => membership?.handOver(),
    pause(reason = 'user') {
      pauses.add(reason);
      update();
    },
    resume(reason = 'user') {
      pauses.delete(reason);
      update();
    },
    cursor: () => membership?.leader?.connection.cursor() ?? inbox.cursor,
    setScope(next) {
      if (next === scope) return;
      // Nobody's tabs stay behind: with the user the stream of all of them ends.
      if (scope !== undefined) membership?.endAll();
      membership?.leave();
      membership = undefined;
      scope = next;
      inbox.forget();
      onItems([{ kind: 'notice', notice: { type: 'scope', scope }, receivedAt: clock.now() }]);
      update();
    },
    scope: () => scope,
  };
}
