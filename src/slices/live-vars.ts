import { defineSlice } from '../events/slice.ts';
import { entryOf, type Heard, type Keyed, put } from './keyed.ts';

/** Names and values as the stream last said them. Names may hold dots: `automation.status`. */
export type Vars = Readonly<Record<string, unknown>>;

/** What the stream has said of one pin's template variables. */
export interface PinVars extends Heard {
  readonly values: Vars;
}

/** How many pins are kept. The one that was heard of the longest ago leaves first. */
export const livePinLimit = 1_000;

/** How many variables of one pin are kept. The one that was said the longest ago leaves first. */
export const liveVarLimit = 500;

/** The live variables of pins by pin id. PinDown, "Pins Channel". */
export const liveVars = defineSlice('liveVars', {} as Keyed<PinVars>);

/** The state after some variables of a pin have changed; the others keep their values. */
export function addVars(state: Keyed<PinVars>, pinId: string, changed: Vars, receivedAt: number): Keyed<PinVars> {
  const before = entryOf(state, pinId)?.values;
  const values = { ...before, ...changed };
  return put(state, pinId, { values: newest(values, changed), receivedAt }, livePinLimit);
}

function newest(values: Vars, changed: Vars): Vars {
  const names = Object.keys(values);
  if (names.length <= liveVarLimit) return values;
  const older = names.filter((name) => !Object.hasOwn(changed, name));
  const kept = [...older, ...Object.keys(changed)].slice(-liveVarLimit);
  return Object.fromEntries(kept.map((name) => [name, values[name]]));
}
