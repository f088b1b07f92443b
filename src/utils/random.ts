/** A number in [0, 1), as `Math.random` gives it. */
export type Random = () => number;
