import { connect, type Socket } from 'node:net';
import { answerCalls, microseconds } from './process.ts';

/** A process of clients, so cheap that the servers get the machine: sockets, and a search in what they read. */
export type ClientMethods = typeof methods;

const sockets: Socket[] = [];
/** From publish to here, in µs, for every event that came. */
let delays: number[] = [];
let tell = () => {};

const methods = {
  /** Opens streams, `together` at a time; resolves when each has its first block. */
  async open(port: number, count: number, cursor?: string, together = 100) {
    delays = [];
    for (let opened = 0; opened < count; opened += together) {
      const wave = Math.min(together, count - opened);
      await Promise.all(Array.from({ length: wave }, () => openStream(port, cursor)));
    }
  },

  /** Opens streams that read their first block and nothing after it. */
  async openStalled(port: number, count: number) {
    await methods.open(port, count);
    for (const socket of sockets) socket.pause();
  },

  /** Waits for so many events since the last call of `open` or `heard`, and gives the delay of each. */
  async heard(count: number) {
    if (delays.length < count) {
      await new Promise<void>((enough) => {
        tell = () => delays.length >= count && enough();
      });
    }
    const found = Float64Array.from(delays);
    delays = [];
    return found;
  },

  close() {
    for (const socket of sockets.splice(0)) socket.resetAndDestroy();
  },
};

function openStream(port: number, cursor: string | undefined): Promise<void> {
  return new Promise((open, fail) => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    const resume = cursor === undefined ? '' : `Last-Event-ID: ${cursor}\r\n`;
    socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n${resume}\r\n`);
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('a server closed a stream')));
    let unread = '';
    const first = (chunk: Buffer) => {
      unread += chunk.toString('latin1');
      if (!/connected.*\n\n/s.test(unread)) return;
      socket.off('data', first);
      socket.on('data', (more) => read(more.toString('latin1')));
      open();
      read('');
    };
    socket.on('data', first);

    function read(chunk: string) {
      const now = microseconds();
      const text = unread + chunk;
      let end = 0;
      for (const match of text.matchAll(/"at":(\d+),/g)) {
        delays.push(now - Number(match[1]));
        end = match.index + match[0].length;
      }
      // An event may be cut anywhere.
      unread = text.slice(Math.max(end, text.length - 32));
      tell();
    }
  });
}

answerCalls(methods);
