import type { MakeInstruments } from '../instruments.ts';

/** None: a bundler that does not say `development` takes this file, and with it no byte of the instruments. */
export const defaultInstruments: MakeInstruments | undefined = undefined;
