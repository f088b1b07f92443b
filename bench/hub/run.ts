import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { hotSpots } from '../throughput/profile.ts';
import { type Measurement, measure, type Plan, profile } from './measure.ts';
import { report } from './report.ts';

const { values: options } = parseArgs({
  options: {
    connections: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    events: { type: 'string', default: '60' },
    resumed: { type: 'string', default: '1000' },
    /** Some of them, with commas. `raw` is always there: the ratios are to it. */
    contenders: { type: 'string', default: 'raw,bisse,bisse-fetch,fastify-sse,better-sse,better-sse-fetch' },
    /** Takes a CPU profile of this contender's server instead of measuring. */
    profile: { type: 'string' },
  },
});
const plan: Plan = {
  connections: Number(options.connections),
  events: Number(options.events),
  resumed: Number(options.resumed),
};

if (options.profile) console.log(hotSpots(await profile(options.profile, plan)));
else await compare(options.contenders.split(','));

/** All contenders in each round, so that whatever else the machine does meets all of them. */
async function compare(contenders: readonly string[]): Promise<void> {
  const before = load();
  const rounds: Record<string, Measurement>[] = [];
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const measured: Record<string, Measurement> = {};
    // Each round begins with another contender, so that none always follows the same one.
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length] as string;
      measured[contender] = await measure(contender, plan);
    }
    rounds.push(measured);
  }
  console.log(
    `${plan.connections} connections, ${rounds.length} rounds, Node ${process.version}, load average ${before} before, ${load()} after\n`,
  );
  console.log(report(contenders, rounds));
}

function load(): string | undefined {
  return loadavg()[0]?.toFixed(1);
}
