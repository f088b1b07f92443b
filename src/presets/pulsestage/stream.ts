import type { StreamClientOptions } from '../../client/options.ts';
import { pulsestage } from '../../dialects/pulsestage.ts';

/** The stream of a tenant. */
export function tenantStream(tenantId: string, apiUrl = ''): StreamClientOptions<ReturnType<typeof pulsestage>> {
  return {
    url: `${apiUrl}/sse?tenantId=${encodeURIComponent(tenantId)}`,
    dialect: pulsestage(),
    reconnect: { minMs: 1_000, maxMs: 10_000 },
  };
}
