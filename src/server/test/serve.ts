import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Listens on a free port until the test ends; gives the origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Resolves when `holds` does; rejects after two seconds, or `patienceMs`. */
export async function eventually(holds: () => boolean, patienceMs = 2_000): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > patienceMs / 5) throw new Error(`this never held: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
