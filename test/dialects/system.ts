import type { ChannelRequest, Dialect, NotifyIntent, StreamClientOptions } from 'bisse/vanilla';

export type Row = { readonly id: string } & Readonly<Record<string, unknown>>;
export type Rows = Readonly<Record<string, readonly Row[]>>;

/** One of the five documents, as a server that knows nothing of bisse speaks it. */
export interface System {
  readonly name: string;
  readonly dialect: Dialect;
  /** What the document's client asks for. */
  readonly url: string;
  /** The url as the app gives it to the client, when that is a function. Default: `url`. */
  readonly source?: (origin: string) => StreamClientOptions['url'];
  /** What the app listens to, where the document has channels. */
  readonly leases?: readonly ChannelRequest[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The bytes, by event type. `connected` and heartbeats are among them. */
  readonly frames: Readonly<Record<string, string>>;
  /** The frames that are no events. */
  readonly control: readonly string[];
  /** What the app has cached, by the first part of the query key. */
  readonly rows: Rows;
  readonly events: Readonly<Record<string, Expected>>;
}

/** What becomes of an event of the document. */
export interface Expected {
  /** The payload in the frame. */
  readonly data: Readonly<Record<string, unknown>>;
  /** When it happened, in ms since the epoch. Default: when it arrived. */
  readonly at?: number;
  readonly meta?: Readonly<Record<string, unknown>>;
  /** The slices that it fills, and what they hold then. */
  readonly slices?: Readonly<Record<string, unknown>>;
  /** The cached rows that are others then, without a read. */
  readonly patched?: Rows;
  /** The queries that are read again. */
  readonly readAgain?: readonly string[];
  /** What a person hears. Default: nothing. */
  readonly notification?: NotifyIntent;
  /** Required fields of the payload, with a value of a wrong type for each. */
  readonly wrong: Readonly<Record<string, unknown>>;
}
