import { constants, createGzip, type Gzip } from 'node:zlib';
import { encodeMessage } from '../../src/wire/encode.ts';

// What the two refused wishes would cost and save: streams that are compressed, and WebSockets.

const connections = 1_000;
const eventsEach = 60;

/** PinDown's updates, one after another. */
const messages = Array.from({ length: eventsEach }, (_, n) => ({
  event: 'pin:content_updated',
  id: `5b1e0c7a:${1_767_222_004_200 + n * 731}-${n + 1}`,
  channel: `pin:pin_${n % 7}`,
  data: JSON.stringify({
    pinId: `pin_${n % 7}`,
    updatedVars: { 'automation.status': n % 2 ? 'running' : 'completed', views: 1_000 + n, price: (n * 17) / 3 },
    timestamp: new Date(1_767_222_004_200 + n * 731).toISOString(),
  }),
}));
/** As the hub writes them. */
const blocks = messages.map(encodeMessage);

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

async function memory(): Promise<number> {
  await settle();
  globalThis.gc?.();
  await settle();
  return process.memoryUsage().rss;
}

const write = (gzip: Gzip, block: string) =>
  new Promise<void>((resolve) => {
    gzip.write(block);
    // Without a flush for each event, the events wait in the compressor.
    gzip.flush(constants.Z_SYNC_FLUSH, resolve);
  });

for (const [name, options] of [
  ['level 6, window 32 KiB (zlib’s own)', {}],
  ['level 1, window 4 KiB, memLevel 1 (the least)', { level: 1, windowBits: 12, memLevel: 1 }],
] as const) {
  const before = await memory();
  let bytes = 0;
  const streams = Array.from({ length: connections }, () => {
    const gzip = createGzip(options);
    gzip.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    return gzip;
  });
  const cpu = process.cpuUsage();
  for (const block of blocks) await Promise.all(streams.map((gzip) => write(gzip, block)));
  const { user, system } = process.cpuUsage(cpu);
  const perConnection = ((await memory()) - before) / connections / 1_024;
  const plain = blocks.reduce((sum, block) => sum + Buffer.byteLength(block), 0);
  const events = connections * eventsEach;
  console.log(name);
  console.log(`  memory      ${perConnection.toFixed(0)} KiB a connection`);
  console.log(`  time        ${((user + system) / events).toFixed(1)} µs of CPU an event, for each connection`);
  console.log(
    `  bytes       ${(plain / eventsEach).toFixed(0)} → ${(bytes / events).toFixed(0)} an event (${(100 - (100 * bytes) / (plain * connections)).toFixed(0)} % less)`,
  );
  for (const gzip of streams) gzip.destroy();
}

// For comparison: what the hub does for an event and a connection is to write one string that is there already.
const cpu = process.cpuUsage();
let length = 0;
for (const block of blocks) for (let n = 0; n < connections; n += 1) length += Buffer.from(block).length;
const { user, system } = process.cpuUsage(cpu);
console.log(
  `uncompressed\n  time        ${((user + system) / (connections * eventsEach)).toFixed(1)} µs to make bytes of the text (${length} in all)`,
);

// The same events over both protocols: HTTP/1.1 writes the length of each chunk, a WebSocket a head of four bytes.
const chunked = blocks.reduce((sum, block) => sum + Buffer.byteLength(block) + block.length.toString(16).length + 4, 0);
const framed = messages
  .map(({ data, ...fields }) => `${JSON.stringify(fields).slice(0, -1)},"data":${data}}`)
  .reduce((sum, text) => sum + Buffer.byteLength(text) + 4, 0);
console.log(
  `an event as a block of a stream: ${Math.round(chunked / eventsEach)} bytes; as a WebSocket message: ${Math.round(framed / eventsEach)}`,
);
