'use client';
import { useMemo, useSyncExternalStore } from 'react';

/** What can be subscribed to and read. */
export interface Readable<State> {
  getState(): State;
  getInitialState(): State;
  subscribe(listener: () => void): () => void;
}

/**
 * A part of a store's state; renders only when that part is another by `isEqual`. A selector may be made anew in every
 * render and may build objects: its result is remembered for the state it was made of.
 */
export function useSelection<State, Selected>(
  store: Readable<State>,
  select: (state: State) => Selected,
  isEqual: (a: Selected, b: Selected) => boolean = Object.is,
): Selected {
  const getSelected = useMemo(() => remember(store.getState, select, isEqual), [store, select, isEqual]);
  const getInitial = useMemo(() => remember(store.getInitialState, select, isEqual), [store, select, isEqual]);
  return useSyncExternalStore(store.subscribe, getSelected, getInitial);
}

function remember<State, Selected>(
  getState: () => State,
  select: (state: State) => Selected,
  isEqual: (a: Selected, b: Selected) => boolean,
): () => Selected {
  let last: { readonly state: State; readonly selected: Selected } | undefined;
  return () => {
    const state = getState();
    if (last && Object.is(last.state, state)) return last.selected;
    const made = select(state);
    const selected = last && isEqual(last.selected, made) ? last.selected : made;
    last = { state, selected };
    return selected;
  };
}
