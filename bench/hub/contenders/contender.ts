import type { Server } from 'node:http';

/** What is published. */
export interface Tick {
  /** When, on the machine's steady clock, which is the same in all its processes, in µs. */
  readonly at: number;
  readonly text: string;
}

/** A server of one stream, written as the documents of its library would have it. */
export interface Contender {
  readonly server: Server;
  /** Sends an event to all clients. */
  publish(tick: Tick): void;
  /** The id of the newest event. `undefined`: a client that comes back with it gets nothing of what it missed. */
  readonly cursor?: () => string;
}
