import type { ControlFrame } from '../../wire/control.ts';

/** A frame of an endpoint that takes no `POST`: it does not say that the channels of its stream can be changed. */
export function withFixedChannels(frame: ControlFrame): ControlFrame {
  return frame.type === 'connected' ? { ...frame, control: undefined } : frame;
}
