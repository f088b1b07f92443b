import { defineSlice } from '../events/slice.ts';
import { entryOf, type Keyed, noEntries, put } from './keyed.ts';

/** Names and values as the stream last said them. Names may hold dots: `automation.status`. */
export type Vars = Readonly<Record<string, unknown>>;

/** How many pins are kept. The one that was heard of the longest ago leaves first. */
export const livePinLimit = 1_000;

/** How many variables of one pin are kept. The one that was said the longest ago leaves first. */
export const liveVarLimit = 500;

/** The live variables of pins by pin id. PinDown, "Pins Channel". */
export const liveVars = defineSlice('liveVars', noEntries as Keyed<Vars>);

/** The state after some variables of a pin have changed; the others keep their values. */
export function addVars(state: Keyed<Vars>, pinId: string, changed: Vars): Keyed<Vars> {
  const vars = { ...entryOf(state, pinId), ...changed };
  return put(state, pinId, newest(vars, changed), livePinLimit);
}

function newest(vars: Vars, changed: Vars): Vars {
  const names = Object.keys(vars);
  if (names.length <= liveVarLimit) return vars;
  const older = names.filter((name) => !Object.hasOwn(changed, name));
  const kept = [...older, ...Object.keys(changed)].slice(-liveVarLimit);
  return Object.fromEntries(kept.map((name) => [name, vars[name]]));
}
