import type { Dialect } from './dialect.ts';

/**
 * Tells hooks which dialect the app speaks. Augment it once, beside `createStreamClient`:
 * `declare module 'bisse' { interface Register { dialect: typeof dialect } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps fill it by declaration merging.
export interface Register {}

/** The app's dialect; without a `Register`, one whose events are unknown. */
export type RegisteredDialect = Register extends { readonly dialect: infer D extends Dialect } ? D : Dialect;
