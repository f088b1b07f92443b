import { type Framing, writeControl, writeFrame } from '../events/framing.ts';
import type { ScriptedTransportOptions } from '../transport/scripted.ts';
import type { Clock } from '../utils/clock.ts';
import { type ControlFrame, isControlName } from '../wire/control.ts';

/** Writes events and control frames as a server of this framing does. */
export function framer(framing: Framing, clock: Clock): NonNullable<ScriptedTransportOptions['frame']> {
  return (type, data, meta) =>
    isControlName(type)
      ? writeControl(framing, { type, ...(data as object) } as ControlFrame, clock.now())
      : writeFrame(framing, { type, data, at: clock.now(), meta });
}
