import type { ControlWriter } from '../../blocks.ts';
import { withFixedChannels } from '../fixed-channels.ts';

/** Control frames as PinDown writes its own: always named, `ping` for a heartbeat, with ISO times. The hub's fields are in it too. */
export const writePinControl: ControlWriter = (frame, at) => {
  const { type, ...fields } = withFixedChannels(frame);
  const timestamp = new Date(at).toISOString();
  return { event: type === 'heartbeat' ? 'ping' : type, data: JSON.stringify({ ...fields, timestamp }) };
};
