import type { ControlWriter } from '../../blocks.ts';
import { tenantsOf } from '../../limiter.ts';
import { withFixedChannels } from '../fixed-channels.ts';

/**
 * Control frames as PulseStage writes them, with the hub's fields behind: `{type, tenantId, timestamp}` for `connected`, and
 * `{type, tenantId, data: {timestamp}, timestamp}` for all others.
 */
export const writeTenantControl: ControlWriter = (frame, timestamp, identity) => {
  const { type, ...fields } = withFixedChannels(frame);
  const tenantId = tenantsOf(identity)[0];
  const data = type === 'connected' ? undefined : { timestamp };
  return { event: 'message', data: JSON.stringify({ type, tenantId, data, timestamp, ...fields }) };
};
