import type { System } from './system.ts';
import { labsosSystem } from './systems/labsos.ts';
import { pindownSystem } from './systems/pindown.ts';
import { pulsestageSystem } from './systems/pulsestage.ts';
import { reelsSystem } from './systems/reels.ts';
import { workloadInsightsSystem } from './systems/workload-insights.ts';

/** All five. */
export const systems: readonly System[] = [
  pindownSystem,
  labsosSystem,
  workloadInsightsSystem,
  pulsestageSystem,
  reelsSystem,
];
