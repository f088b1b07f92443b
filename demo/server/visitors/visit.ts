/** What a visitor can do with the server: read, and send. */
export interface Visit {
  read<Row>(path: string): Promise<Row[]>;
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<unknown>;
  /** Sends bytes as the part of a film that begins at `offset`. */
  sendPart(path: string, offset: number, part: Uint8Array<ArrayBuffer>): Promise<unknown>;
}

/** What a visitor may do next, and how often relative to the rest. */
export type Act = readonly [weight: number, act: (visit: Visit) => Promise<unknown>];

/** Lists longer than this are tended, not added to, so that a server that runs for weeks does not fill up. */
export const longList = 40;

export const people = ['Amira Haddad', 'Ines Costa', 'Luca Favre', 'Mira Novak', 'Sven Olsen', 'Tom Walker'];

/** One of them. An empty list is for its caller to rule out; here it ends the act. */
export function any<One>(list: readonly One[]): One {
  if (list.length === 0) throw new Error('there is nothing to choose from');
  return list[Math.floor(Math.random() * list.length)] as One;
}
