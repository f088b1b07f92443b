/** Events on their way through a component's effects. */
export interface FreshEvents<Event> {
  /** What is shown: the events of one run of the effects. Stays the same list until something new comes. */
  readonly events: readonly Event[];
  /** Whether the effects have had them. */
  readonly areHandled: boolean;
}

/** An event has come; or the effects have had this list. */
export type FreshAction<Event> = { readonly event: Event } | { readonly handled: readonly Event[] };

export const nothingFresh: FreshEvents<never> = { events: [], areHandled: true };

/**
 * The next state, in which each event is in exactly one list that effects have. Events may come after a list was shown and
 * before its effects run: then they follow it in the list, until it is known to be handled.
 */
export function updateFresh<Event>(state: FreshEvents<Event>, action: FreshAction<Event>): FreshEvents<Event> {
  if ('event' in action) {
    return { events: state.areHandled ? [action.event] : [...state.events, action.event], areHandled: false };
  }
  if (state.areHandled) return state;
  const isAll = state.events === action.handled;
  return isAll ? { ...state, areHandled: true } : { ...state, events: state.events.slice(action.handled.length) };
}
