import { labsos } from 'bisse/dialects/labsos';
import { pindown } from 'bisse/dialects/pindown';
import { pulsestage } from 'bisse/dialects/pulsestage';
import { reels } from 'bisse/dialects/reels';
import { workloadInsights } from 'bisse/dialects/workload-insights';
import { combineDialects, extendDialect } from 'bisse/vanilla';
import { replaceEvents } from './rows/keep.ts';
import { labsosExtras, labsosKeeping } from './rows/labsos.ts';
import { pindownExtras, pindownKeeping } from './rows/pindown.ts';
import { reelsExtras, reelsKeeping } from './rows/reels.ts';
import { workloadKeeping } from './rows/workload-insights.ts';

/** Five systems on one stream, as their documents have them. */
const systems = combineDialects([pindown(), labsos(), workloadInsights(), pulsestage(), reels()], {
  framing: 'named',
  name: 'demo',
});

/** What the demo's server and page say to each other: five systems, rows for what they tell, and events of the demo's own. */
export const dialect = extendDialect(
  replaceEvents(systems, [...pindownKeeping, ...labsosKeeping, ...workloadKeeping, ...reelsKeeping]),
  [...pindownExtras, ...labsosExtras, ...reelsExtras],
);
