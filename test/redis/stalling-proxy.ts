import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a log and its Redis, and keeps answers back. */
export interface StallingProxy {
  readonly port: number;
  /** From now on no answer passes on connections that are open. Connections look alive. */
  stall(): void;
  /** What was kept back passes, and all that follows. */
  flow(): void;
  close(): Promise<void>;
}

export async function startStallingProxy(target: number): Promise<StallingProxy> {
  const answers = new Set<Socket>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(target, '127.0.0.1');
    client.pipe(redis);
    redis.on('data', (bytes) => client.write(bytes));
    answers.add(redis);
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        answers.delete(redis);
        client.destroy();
        redis.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stall() {
      for (const redis of answers) redis.pause();
    },
    flow() {
      for (const redis of answers) redis.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
