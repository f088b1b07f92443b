import type { Clock } from '../utils/clock.ts';
import { changeChannels } from '../wire/channel-change.ts';
import type { ControlFrame, GapReason } from '../wire/control.ts';
import { encodeRetry } from '../wire/encode.ts';
import type { Cursor } from '../wire/message.ts';
import type { BlockWriter } from './blocks.ts';
import { changeIn, ownerOf } from './channel-control.ts';
import type { EndReason } from './end-reason.ts';
import type { Log, LogEntry, Resumption } from './log/log.ts';
import type { StreamSettings } from './options.ts';
import { connectionScope, type Identity, type Subscription } from './scopes.ts';

/** Where a connection writes. */
export interface Sink {
  /** Takes the text, always; `false` when it is full, and nothing more should come until it was drained. */
  write(text: string): boolean;
  /** Ends the stream after what was written. */
  end(): void;
  /** Ends the stream at once. */
  destroy(): void;
}

/** What happens on connections, for the hub's counts. */
export interface ConnectionObserver {
  /** Called before anything is written. */
  opened(connection: Connection): void;
  delivered(entries: number): void;
  /** A heartbeat was written. */
  beat(): void;
  /** The connection was told that entries are missing in mid-stream. */
  missed(connection: Connection, reason: GapReason): void;
  closed(connection: Connection, reason: EndReason): void;
}

export interface ConnectionOptions {
  readonly log: Log;
  readonly subscription: Subscription;
  /** What the same client hears when it asks for these channels. */
  readonly resubscribe: (channels: readonly string[]) => Subscription;
  readonly id: string;
  readonly identity: Identity;
  /** Where the stream begins. `undefined`: at the head, for a client without a cursor. */
  readonly start: Resumption | undefined;
  /** When the stream is old enough to end, in ms since the epoch. */
  readonly endsAt: number;
  /** How long the client shall wait before it comes back, in ms, when it was told otherwise before. Default: as it likes. */
  readonly retryMs?: number | undefined;
  readonly sink: Sink;
  readonly blocks: BlockWriter;
  readonly clock: Clock;
  readonly settings: Pick<StreamSettings, 'heartbeatMs' | 'idleMs' | 'chunkBytes'>;
  readonly observer: ConnectionObserver;
}

/** One open stream: a cursor into the log, and a sink that what comes after the cursor is written to. */
export interface Connection {
  readonly id: string;
  readonly identity: Identity;
  /** In ms since the epoch. */
  readonly openedAt: number;
  /** When something was written last, in ms since the epoch. */
  readonly writtenAt: number;
  readonly channels: readonly string[] | undefined;
  /** Everything up to this id was written, or was not for this client. */
  readonly cursor: Cursor;
  /** Whether its sink is full, so that its cursor stands still. */
  readonly isSlow: boolean;
  readonly isOpen: boolean;
  /** The log has more. */
  wake(): void;
  /** The sink takes more. */
  drained(): void;
  /** Says `bye` and ends, after `delayMs` (default: at once). `retryMs` tells the client how long to stay away. */
  end(reason: EndReason, options?: { readonly retryMs?: number; readonly delayMs?: number }): void;
  /** The client is gone, or the stream has been read to its end. */
  close(): void;
}

/** How long an ended stream may take to hand over its last bytes before it is cut. A cut client resumes, so little is lost. */
const lingerMs = 1_000;

/** Longer delays overflow the timers of browsers and Node, and would run at once. */
const longestDelayMs = 2 ** 31 - 1;

const nothing = () => {};

/** Opens a connection: writes `connected`, then what the log holds after its start, then whatever comes. */
export function createConnection(options: ConnectionOptions): Connection {
  const { id, identity, log, start, resubscribe, sink, blocks, clock, observer, endsAt } = options;
  const { heartbeatMs, idleMs, chunkBytes } = options.settings;
  const { expiresAt = Infinity } = identity;
  const ownScope = connectionScope(id);
  let { subscription } = options;
  let { position } = start?.place ?? log.head();
  let pumping = false;
  let isClosed = false;
  let fullSince = Infinity;
  let endedBy: EndReason = 'left';
  let cancelTend = nothing;
  let cancelEnd = nothing;

  // Written here alone. With accessors for what changes, each connection would hold a kilobyte more.
  const connection: { -readonly [Name in keyof Connection]: Connection[Name] } = {
    id,
    identity,
    openedAt: clock.now(),
    writtenAt: clock.now(),
    channels: subscription.channels,
    cursor: (start?.place ?? log.head()).id,
    isSlow: false,
    isOpen: true,
    wake: pump,
    drained,
    end,
    close,
  };

  function write(text: string): void {
    connection.writtenAt = clock.now();
    try {
      connection.isSlow = !sink.write(text);
      // Also when it was full before: something was taken in between.
      if (connection.isSlow) fullSince = connection.writtenAt;
    } catch {
      // The client went away in this very moment; its sink says so too, perhaps later.
      close();
    }
  }

  const control = (frame: ControlFrame, at?: Cursor) => blocks.control(frame, at, clock.now(), identity);

  /** Takes up to `chunkBytes` of what comes after the cursor, and moves the cursor past it. */
  function takeChunk(): string {
    let text = '';
    let delivered = 0;
    while (text.length < chunkBytes) {
      const step = log.next(position);
      if (step === undefined) break;
      if ('place' in step) {
        ({ position, id: connection.cursor } = step.place);
        text += control({ type: 'gap', reason: step.reason }, connection.cursor);
        observer.missed(connection, step.reason);
        continue;
      }
      ({ position, id: connection.cursor } = step);
      if (step.scopes[0] === ownScope) text += change(step);
      const scope = subscription.hears(step.scopes);
      if (scope === undefined || subscription.types?.has(step.type) === false) continue;
      text += blocks.entry(step, scope);
      delivered += 1;
    }
    if (delivered > 0) observer.delivered(delivered);
    return text;
  }

  /** Changes the channels, and says so at this very place among the events: what is added begins here. */
  function change(entry: LogEntry): string {
    const asked = changeIn(entry, ownerOf(identity));
    if (asked === undefined) return '';
    subscription = resubscribe(changeChannels(subscription.asked ?? [], asked));
    connection.channels = subscription.channels;
    return control({ type: 'channels', channels: subscription.channels ?? [] }, entry.id);
  }

  function drained(): void {
    connection.isSlow = false;
    pump();
  }

  function pump(): void {
    // A sink may ask for more while it is being written to; the loop goes on anyway.
    if (pumping) return;
    pumping = true;
    while (connection.isOpen && !connection.isSlow) {
      const text = takeChunk();
      if (text === '') break;
      write(text);
    }
    pumping = false;
  }

  /** Sees to heartbeats, and to the end of the identity, of a stream that is old and of one that nobody reads, with one timer. */
  function tend(): void {
    const now = clock.now();
    // A clock that was set back would otherwise be waited for in silence.
    connection.writtenAt = Math.min(connection.writtenAt, now);
    fullSince = Math.min(fullSince, now);
    if (now >= expiresAt) end('expired');
    else if (now >= endsAt) end('age');
    else if (connection.isSlow && now - fullSince >= idleMs) cut('idle');
    else if (!connection.isSlow && now - connection.writtenAt >= heartbeatMs) beat();
    if (!connection.isOpen) return;
    const nextBeat = connection.isSlow
      ? Math.min(heartbeatMs, fullSince + idleMs - now)
      : connection.writtenAt + heartbeatMs - now;
    cancelTend = clock.setTimeout(tend, Math.min(nextBeat, expiresAt - now, endsAt - now, longestDelayMs));
  }

  function beat(): void {
    write(control({ type: 'heartbeat' }, connection.cursor));
    observer.beat();
  }

  /** Ends at once: what would be written now would not be taken either. */
  function cut(reason: EndReason): void {
    endedBy = reason;
    sink.destroy();
    close();
  }

  function end(reason: EndReason, { retryMs, delayMs = 0 }: { retryMs?: number; delayMs?: number } = {}): void {
    if (!connection.isOpen) return;
    cancelEnd();
    if (delayMs > 0) {
      cancelEnd = clock.setTimeout(() => end(reason, retryMs === undefined ? {} : { retryMs }), delayMs);
      return;
    }
    endedBy = reason;
    write(retry(retryMs) + control({ type: 'bye', reason }));
    if (!connection.isOpen) return;
    connection.isOpen = false;
    cancelTend();
    cancelEnd = clock.setTimeout(() => {
      sink.destroy();
      close();
    }, lingerMs);
    sink.end();
  }

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    connection.isOpen = false;
    cancelTend();
    cancelEnd();
    observer.closed(connection, endedBy);
  }

  observer.opened(connection);
  const { place, reason } = start ?? {};
  const connected: ControlFrame = {
    ...{ type: 'connected', connectionId: id, head: log.head().id, channels: subscription.channels, heartbeatMs },
    resume: place === undefined ? 'fresh' : reason === undefined ? 'resumed' : 'gap',
    ...{ reason, control: true },
  };
  write(retry(options.retryMs) + control(connected, connection.cursor));
  tend();
  pump();
  return connection;
}

function retry(ms: number | undefined): string {
  return ms === undefined ? '' : encodeRetry(Math.round(ms));
}
