/** A named piece of the event store that events reduce into. */
export interface Slice<Name extends string = string, State = unknown> {
  readonly name: Name;
  readonly initial: State;
}

/** What any slice is to code that does not know its state. */
export interface AnySlice {
  readonly name: string;
  readonly initial: unknown;
}

/** The state that a slice holds. */
export type StateOf<S> = S extends { readonly initial: infer State } ? State : never;

/**
 * Names a piece of state: `defineSlice('counts', {} as Readonly<Record<string, number>>)`. Components read it with
 * `useSlice(counts)`; events fill it with `slice: counts, reduce: (state, event) => …`.
 */
export function defineSlice<const Name extends string, State>(name: Name, initial: State): Slice<Name, State> {
  return { name, initial };
}
