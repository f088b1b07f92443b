import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { toNode } from '../../src/server/adapters/node.ts';
import { createHub, memoryLog } from '../../src/server.ts';
import { board } from './board-dialect.ts';
import { allowOrigin } from './cors.ts';
import { listen, type Running } from './listen.ts';
import { openTickets } from './tickets.ts';

export interface BoardOptions {
  /** Where the table is kept. Default: in memory. */
  readonly file?: string | undefined;
  readonly heartbeatMs?: number | undefined;
}

/** How many changes a burst that is spread out makes in a millisecond. */
const perMs = 20;

/**
 * Serves a table of tickets and a stream of its changes:
 * - `GET /tickets`: the rows, with the position they were read at, or without it for `?position=none`
 * - `GET /events`: the hub
 * - `POST /changes?count=n`: n changes in one go, answered when they are made
 * - `POST /burst?count=n`: n changes over a time, answered at once; with `&cutAt=m` the sockets of all open streams are
 *   destroyed after m of them
 */
export async function startBoard({ file, heartbeatMs = 30_000 }: BoardOptions = {}): Promise<Running> {
  const table = openTickets(file);
  const hub = createHub({ events: board, log: memoryLog({ max: 50_000 }), heartbeat: heartbeatMs });
  const tickets = hub.to('channel:tickets');
  const stream = toNode(hub);
  const streams = new Set<ServerResponse>();

  function change(count: number): void {
    for (let made = 0; made < count; made += 1) {
      const data = table.change();
      if ('ticket' in data) void tickets.emit('ticket:changed', data);
      else void tickets.emit('ticket:closed', data);
    }
  }

  async function spread(count: number, cutAt: number): Promise<void> {
    for (let made = 0; made < count; made += perMs) {
      change(perMs);
      if (made < cutAt && made + perMs >= cutAt) for (const one of streams) one.destroy();
      await wait(1);
    }
  }

  const server = createServer((request, response) => {
    if (allowOrigin(request, response)) return;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://board');
    switch (`${request.method} ${pathname}`) {
      case 'GET /tickets':
        if (searchParams.get('position') !== 'none') response.setHeader('Stream-Cursor', hub.cursor());
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(table.rows()));
        return;
      case 'GET /events':
        streams.add(response);
        response.on('close', () => streams.delete(response));
        stream(request, response);
        return;
      case 'POST /changes':
        change(Number(searchParams.get('count')));
        response.end();
        return;
      case 'POST /burst':
        void spread(Number(searchParams.get('count')), Number(searchParams.get('cutAt') ?? Number.POSITIVE_INFINITY));
        response.end();
        return;
      default:
        response.writeHead(404).end();
    }
  });

  return {
    origin: await listen(server),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await hub.close();
      table.close();
    },
  };
}
