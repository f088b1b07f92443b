import type { Cursor } from '../wire/message.ts';

/** S2: where coverage began, in the stream and in the sink's own time. */
export interface Floor {
  readonly cursor: Cursor;
  readonly stamp: number;
}

/** The floor of each channel. */
export interface Floors {
  /** Coverage of these channels (`undefined`: of all) begins here. */
  raise(channels: readonly string[] | undefined, cursor: Cursor | undefined, stamp: number): void;
  /** The highest floor of these channels: what is below it may lack something of one of them. */
  under(channels: readonly string[]): Floor | undefined;
}

export function createFloors(compareCursors: (a: Cursor, b: Cursor) => number | undefined): Floors {
  /** `''` stands for all channels. */
  const floors = new Map<string, Floor | undefined>();
  return {
    raise(channels, cursor, stamp) {
      if (channels === undefined) floors.clear();
      const floor = cursor === undefined ? undefined : { cursor, stamp };
      for (const channel of channels ?? ['']) floors.set(channel, floor);
    },
    under(channels) {
      let highest = floors.get('');
      for (const channel of channels) {
        const floor = floors.get(channel);
        if (floor === undefined) continue;
        if (highest === undefined || (compareCursors(floor.cursor, highest.cursor) ?? 0) > 0) highest = floor;
      }
      return highest;
    },
  };
}
