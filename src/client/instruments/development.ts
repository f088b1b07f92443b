export { createInstruments as defaultInstruments } from './create-instruments.ts';
