import { type Connection, createConnection } from '../connection/connection.ts';
import { spellChannel } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import type { Notice, StreamItem } from '../wire/notice.ts';
import type { GroupOptions } from './group-options.ts';
import { createGroupPage } from './group-page.ts';
import type { Inbox } from './inbox.ts';
import type { TabMessage } from './messages.ts';
import { createOutbox } from './outbox.ts';
import { toPlainState } from './plain-state.ts';
import { createUnion, type Roster } from './roster.ts';

/** The tab that holds the stream, at work. */
export interface Leader {
  readonly connection: Connection;
  /** Answers what other tabs ask. */
  hear(message: TabMessage): void;
  /** Tabs or their leases are others now. */
  onRoster(): void;
  /** Says where it stands. */
  mark(): Extract<TabMessage, { type: 'beat' }>['mark'];
  stop(): void;
}

export interface LeaderOptions {
  readonly options: GroupOptions;
  readonly tab: string;
  readonly inbox: Inbox;
  readonly roster: Roster;
  /** The highest generation of another leader that was heard of. */
  readonly rival: number;
  /** Whether there was nobody before it. */
  readonly isFirst: boolean;
  readonly post: (message: TabMessage) => void;
  readonly onState: () => void;
}

/** Others say what they lease before the stream is asked for, and what an old leader has posted arrives (T2, T5). */
const gatherMs = 30;
const beatMs = 5_000;

export function createLeader({ options, tab, inbox, roster, rival, isFirst, post, onState }: LeaderOptions): Leader {
  const { clock, page, scopes, compareCursors } = options;
  const generation = Math.max(inbox.generation + 1, rival + 1, Math.floor(clock.now()));
  const outbox = createOutbox(generation, inbox.cursor);
  const groupPage = createGroupPage(page, () => roster.all().some(({ isVisible }) => isVisible));
  let opened: Extract<Notice, { type: 'opened' }> | undefined;
  let isQuiet = true;
  /** Where the other tabs stand, as they have said since this one leads. */
  const gathered = new Map<string, Cursor | undefined>();

  inbox.note(outbox.mark(inbox.cursor));
  const connection = createConnection({
    ...options,
    cursor: inbox.cursor,
    beforeFirstOpen: start,
    page: groupPage,
    onItems: pass,
  });
  const union = createUnion(
    (request) => spellChannel(request, scopes),
    (request) => connection.lease(request, { immediate: true }),
  );

  /** T2: its own cursor, or that of a tab that is further behind. Whoever has heard more knows the ids. */
  async function start(): Promise<Cursor | undefined> {
    const known = [inbox.cursor, ...gathered.values()].filter((cursor) => cursor !== undefined);
    if (known.length === 0) return options.beforeFirstOpen?.(undefined);
    return known.reduce((lowest, cursor) => ((compareCursors(cursor, lowest) ?? 0) < 0 ? cursor : lowest));
  }

  function pass(items: readonly StreamItem[]): void {
    for (const item of items) {
      if (item.kind !== 'notice') continue;
      if (item.notice.type === 'opened') opened = item.notice;
      else if (item.notice.type === 'channels' && opened) opened = { ...opened, channels: item.notice.channels };
      else if (item.notice.type === 'ended') opened = undefined;
    }
    const frame = outbox.add(items, cursorAfter(items));
    isQuiet = false;
    // Before this tab works on it, so that the others need not wait.
    if (roster.size > 0) post({ type: 'frame', frame });
    inbox.takeOwn(items, frame.cursor);
  }

  const mark = () => outbox.mark(connection.cursor() ?? inbox.cursor);
  const offState = connection.subscribe(() => {
    onState();
    if (roster.size > 0) post({ type: 'state', generation, state: toPlainState(connection.getState()) });
  });

  let release: (() => void) | undefined;
  post({ type: 'lead', member: options.member(), mark: mark() });
  const cancelGather = isFirst ? begin() : clock.setTimeout(begin, gatherMs);

  /** Opens the stream, for as long as this tab leads. */
  function begin(): () => void {
    release = connection.lease(undefined, { immediate: true });
    onRoster();
    return () => {};
  }

  function beat(): void {
    if (roster.size > 0 && isQuiet) post({ type: 'beat', mark: mark() });
    isQuiet = true;
    cancelBeat = clock.setTimeout(beat, beatMs);
  }
  let cancelBeat = clock.setTimeout(beat, beatMs);

  function onRoster(): void {
    groupPage.check();
    if (!release) return;
    const requests = [...options.member().leases, ...roster.all().flatMap(({ leases }) => leases)];
    union.set(requests);
  }

  return {
    connection,
    mark,
    onRoster,
    hear(message) {
      switch (message.type) {
        case 'hello':
          gathered.set(message.member.tab, message.member.cursor);
          if (!message.isNew) return;
          return post({
            ...{ type: 'welcome', to: message.member.tab, leader: tab, mark: mark(), opened, asked: message.cursor },
            members: [options.member(), ...roster.all()],
            state: toPlainState(connection.getState()),
            since: message.cursor === undefined ? undefined : outbox.after(message.cursor),
          });
        case 'bye':
          gathered.delete(message.tab);
          return;
        case 'ping':
          return post({ type: 'beat', mark: mark() });
        case 'missing':
          if (message.generation !== generation) return;
          return post({ type: 'again', to: message.tab, frames: outbox.from(message.from) });
        case 'reconnect':
          return connection.reconnect();
      }
    },
    stop() {
      cancelBeat();
      cancelGather();
      offState();
      union.clear();
      release?.();
      connection.close();
      groupPage.stop();
    },
  };
}

/** The cursor that these items end at; `undefined` when none of them says one. */
function cursorAfter(items: readonly StreamItem[]): string | undefined {
  return items.reduce<string | undefined>((cursor, item) => {
    if (item.kind === 'message') return item.message.id ?? cursor;
    return ('cursor' in item.notice ? item.notice.cursor : undefined) ?? cursor;
  }, undefined);
}
