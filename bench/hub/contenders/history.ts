/** What servers without a log of their own keep for clients that come back. */
export interface History<Message> {
  /** The number of the newest message; 0 before the first. */
  newest(): number;
  push(message: Message): void;
  after(n: number): Message[];
}

/** As many as bisse's log keeps. */
const limit = 10_000;

export function createHistory<Message>(): History<Message> {
  const messages = new Map<number, Message>();
  let newest = 0;
  return {
    newest: () => newest,
    push(message) {
      newest += 1;
      messages.set(newest, message);
      messages.delete(newest - limit);
    },
    after: (n) =>
      Array.from({ length: newest - n }, (_, index) => messages.get(n + 1 + index)).filter((one) => one !== undefined),
  };
}
