import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { encodeMessage } from '../../src/wire/encode.ts';
import { formatLogId } from '../../src/wire/log-id.ts';
import { eventType, makeChanges, makeRows } from './workload.ts';

const mediaTypes: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/**
 * Serves the built page, the rows and the stream. The stream is encoded beforehand, byte for byte as bisse's hub writes
 * it, so that no contender waits for the server and all get the same bytes.
 */
export async function startServer(pageFolder: string, eventCount: number): Promise<{ origin: string; server: Server }> {
  const rows = JSON.stringify(makeRows());
  const cursor = formatLogId({ epoch: 'bench', ms: 0, n: 0 });
  const bytes = encodeStream(cursor, eventCount);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bench');
    if (pathname === '/rows') {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Stream-Cursor': cursor }).end(rows);
    } else if (pathname === '/events') {
      // Never ended: an `EventSource` would come back and read it all again.
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).write(bytes);
    } else {
      const name = pathname === '/' ? 'index.html' : pathname.slice(1);
      const file = await readFile(join(pageFolder, name)).catch(() => undefined);
      response.writeHead(file ? 200 : 404, { 'Content-Type': mediaTypes[extname(name)] ?? 'text/plain' }).end(file);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function encodeStream(cursor: string, eventCount: number): Buffer {
  const connected = { resume: 'resumed', channels: [], heartbeatMs: 30_000 };
  const blocks = [encodeMessage({ event: 'connected', id: cursor, data: JSON.stringify(connected) })];
  for (const change of makeChanges(eventCount)) {
    const id = formatLogId({ epoch: 'bench', ms: change.n, n: change.n });
    blocks.push(encodeMessage({ event: eventType, id, data: JSON.stringify(change) }));
  }
  return Buffer.from(blocks.join(''));
}
