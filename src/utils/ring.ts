/** The last `limit` values that were pushed, oldest first. Pushing is O(1) and never moves the others. */
export interface Ring<Value> {
  readonly length: number;
  /** Adds a value; returns the one that had to leave for it, if any. */
  push(value: Value): Value | undefined;
  /** The value at `index`, where 0 is the oldest. */
  at(index: number): Value | undefined;
  /** Drops the oldest value and returns it. */
  shift(): Value | undefined;
  clear(): void;
  toArray(): Value[];
}

export function createRing<Value>(limit: number): Ring<Value> {
  let slots: (Value | undefined)[] = [];
  let start = 0;
  let length = 0;
  const at = (index: number) => (index >= 0 && index < length ? slots[(start + index) % limit] : undefined);
  function shift(): Value | undefined {
    if (length === 0) return undefined;
    const value = slots[start];
    slots[start] = undefined;
    start = (start + 1) % limit;
    length -= 1;
    return value;
  }
  return {
    get length() {
      return length;
    },
    push(value) {
      const left = length === limit ? shift() : undefined;
      slots[(start + length) % limit] = value;
      length += 1;
      return left;
    },
    at,
    shift,
    clear() {
      slots = [];
      start = 0;
      length = 0;
    },
    toArray: () => Array.from({ length }, (_, index) => at(index) as Value),
  };
}
