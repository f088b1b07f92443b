import type { Server } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';

/** Listens on a free port of the loopback interface; gives the origin. */
export async function listen(server: Server | NetServer): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Something that listens until it is closed. */
export interface Running {
  readonly origin: string;
  close(): Promise<void>;
}
