/** A mistake in how the library was called. Thrown at once, where the mistake is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(message: string, options?: ErrorOptions) {
    super(`bisse: ${message}`, options);
  }
}

/** The names of all {@link StreamError}s. */
export type StreamErrorName =
  | 'NetworkError'
  | 'HttpError'
  | 'ContentTypeError'
  | 'SilenceError'
  | 'OversizeError'
  | 'UnreadableError'
  | 'UnknownTypeError'
  | 'PayloadError'
  | 'HandlerError';

/**
 * Something that went wrong while the stream ran. Never thrown at the app: it comes to `onError`, to `client.inspect`,
 * and, when it ends or delays the connection, to `useConnection().error`.
 */
export abstract class StreamError extends Error {
  abstract override readonly name: StreamErrorName;
  constructor(message: string, options?: ErrorOptions) {
    super(`bisse: ${message}`, options);
  }
}

/** The server could not be reached, or the connection broke. `cause` is what `fetch` threw. */
export class NetworkError extends StreamError {
  override readonly name = 'NetworkError';
}

/** The server answered with a status other than 200. */
export class HttpError extends StreamError {
  override readonly name = 'HttpError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The server answered 200 with something that is not `text/event-stream`. */
export class ContentTypeError extends StreamError {
  override readonly name = 'ContentTypeError';
  readonly contentType: string | null;
  constructor(contentType: string | null, message: string) {
    super(message);
    this.contentType = contentType;
  }
}

/** The stream looked open, but not one byte came for `silentMs`. */
export class SilenceError extends StreamError {
  override readonly name = 'SilenceError';
  readonly silentMs: number;
  constructor(silentMs: number, message: string) {
    super(message);
    this.silentMs = silentMs;
  }
}

/** A message was longer than `maxEventBytes` and was dropped. */
export class OversizeError extends StreamError {
  override readonly name = 'OversizeError';
  readonly limitBytes: number;
  constructor(limitBytes: number, message: string) {
    super(message);
    this.limitBytes = limitBytes;
  }
}

/** A message whose event type could not be read (bad JSON, or no type in its envelope). */
export class UnreadableError extends StreamError {
  override readonly name = 'UnreadableError';
}

/** An event of a type that the dialect does not declare. */
export class UnknownTypeError extends StreamError {
  override readonly name = 'UnknownTypeError';
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** An event whose payload its schema refused. `issues` are the schema's own. */
export class PayloadError extends StreamError {
  override readonly name = 'PayloadError';
  readonly type: string;
  readonly issues: readonly { readonly message: string; readonly path?: readonly PropertyKey[] }[];
  constructor(type: string, issues: PayloadError['issues'], message: string) {
    super(message);
    this.type = type;
    this.issues = issues;
  }
}

/**
 * A function that the app gave threw: a `reduce`, `patch`, `notify` or schema, `url`, `headers`, `onUnauthorized`. `cause`
 * is what it threw.
 */
export class HandlerError extends StreamError {
  override readonly name = 'HandlerError';
}

class ForeignError extends StreamError {
  override readonly name: StreamErrorName;
  constructor(name: StreamErrorName, message: string) {
    super('');
    this.name = name;
    this.message = message;
  }
}

/** An error that another tab met: it has its name, message and fields, and is no instance of its class. */
export function foreignError(name: StreamErrorName, message: string, fields: object): StreamError {
  return Object.assign(new ForeignError(name, message), fields);
}

/** Whether `value` is one of the library's {@link StreamError}s. */
export function isStreamError(value: unknown): value is StreamError {
  return value instanceof StreamError;
}
