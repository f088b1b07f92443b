/** Where somebody tells what happens. */
export interface Observer<Told> {
  /** Undefined while nobody listens: `observer.tell?.({ … })` then makes no record at all. */
  readonly tell: ((told: Told) => void) | undefined;
}

/** Nobody listens. */
export const noObserver: Observer<unknown> = { tell: undefined };

/** Turns what is told here into what another observer is told. Nobody listens here while nobody listens there. */
export function observeThrough<Told, Into>(into: Observer<Into>, turn: (told: Told) => Into): Observer<Told> {
  const tell = (told: Told) => into.tell?.(turn(told));
  return {
    get tell() {
      return into.tell && tell;
    },
  };
}
