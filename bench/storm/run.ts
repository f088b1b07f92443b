import { parseArgs } from 'node:util';
import { bisse, fixedDelay, noJitter } from './clients.ts';
import { type Outcome, type Storm, simulate } from './simulate.ts';

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000000' },
    /** For how long nobody listens, in ms. */
    down: { type: 'string', default: '5000' },
    /** How many clients the server takes in one second. */
    capacity: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
  },
});
const storm: Storm = {
  clients: Number(options.clients),
  downMs: Number(options.down),
  perSecond: Number(options.capacity),
};

console.log(
  `${count(storm.clients)} streams break at once; nobody listens for ${storm.downMs / 1_000} s; then ${count(storm.perSecond)} a second are let in, and the others get a 503.\n`,
);
console.log('| client | peak /s | peak /10 ms | peak /s while down | attempts | half back | 99 % back | all back |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
const random = seededRandom(Number(options.seed));
print(simulate(bisse(random), storm));
print(simulate(fixedDelay, storm));
print(simulate(noJitter, storm));

function print({ name, peakPerSecond, peakPerTick, peakWhileDown, attempts, backMs }: Outcome): void {
  const times = backMs.map((ms) => `${(ms / 1_000).toFixed(1)} s`);
  const counts = [peakPerSecond, peakPerTick, peakWhileDown, attempts].map(count);
  console.log(`| ${[name, ...counts, ...times].join(' | ')} |`);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

/** mulberry32: the same numbers for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
