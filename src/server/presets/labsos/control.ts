import type { ControlWriter } from '../../blocks.ts';
import { withFixedChannels } from '../fixed-channels.ts';

/** Control frames as LabsOS writes its own: flat, and `connected` with its message. The hub's fields come behind. */
export const writeProjectControl: ControlWriter = (frame, timestamp) => {
  const { type, ...fields } = withFixedChannels(frame);
  const message = type === 'connected' ? 'Connected to status updates' : undefined;
  return { event: 'message', data: JSON.stringify({ type, message, ...fields, timestamp }) };
};
