/** What a line is about, beside its text. Never a header, a cookie, a token or a url: ids, names and numbers only. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the hub tells what it does, in the signature of pino: fields first, then the text. */
export interface HubLogger {
  /** Streams that open, end or are refused: several lines for each client. */
  info?(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  /** `fields.err` is the error. */
  error(fields: LogFields, message: string): void;
}

/** Warnings and errors on the console, and nothing of every day. */
export const consoleHubLogger: HubLogger = {
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
};
