import type { Cursor } from '../wire/message.ts';

/** S2: where the coverage of each channel began. */
export interface Floors {
  /** Coverage of these channels (`undefined`: of all) begins here. */
  raise(channels: readonly string[] | undefined, cursor: Cursor | undefined): void;
  /** Where the coverage of all of these channels began: the highest of their floors. */
  under(channels: readonly string[]): Cursor | undefined;
}

export function createFloors(compareCursors: (a: Cursor, b: Cursor) => number | undefined): Floors {
  /** The floor of each channel; `''` stands for all. */
  const floors = new Map<string, Cursor | undefined>();
  return {
    raise(channels, cursor) {
      if (channels === undefined) floors.clear();
      for (const channel of channels ?? ['']) floors.set(channel, cursor);
    },
    under(channels) {
      let highest = floors.get('');
      for (const channel of channels) {
        const floor = floors.get(channel);
        if (floor === undefined) continue;
        if (highest === undefined || (compareCursors(floor, highest) ?? 0) > 0) highest = floor;
      }
      return highest;
    },
  };
}
