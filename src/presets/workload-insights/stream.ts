import type { StreamClientOptions } from '../../client/options.ts';
import { workloadInsights } from '../../dialects/workload-insights.ts';

/** The stream of updates. */
export function updatesStream(baseUrl = ''): StreamClientOptions<ReturnType<typeof workloadInsights>> {
  return { url: `${baseUrl}/api/events`, dialect: workloadInsights() };
}
