import type { Dialect } from '../events/dialect.ts';
import { writeControl } from '../events/framing.ts';
import type { ControlFrame } from '../wire/control.ts';
import { encodeMessage } from '../wire/encode.ts';
import type { Cursor } from '../wire/message.ts';
import type { LogEntry } from './log/log.ts';
import type { Route } from './scopes.ts';

/** Writes what connections send, each entry once for all of them. */
export interface BlockWriter {
  entry(entry: LogEntry, route: Route): string;
  control(frame: ControlFrame, id: Cursor | undefined, at: number): string;
}

export function createBlockWriter({ framing }: Dialect): BlockWriter {
  // Kept as long as the log keeps the entry. Two texts at most: with the line that names the channel and without.
  const plain = new WeakMap<LogEntry, string>();
  const onChannel = new WeakMap<LogEntry, string>();
  return {
    entry(entry, route) {
      const texts = route === 'channel' && entry.channel !== undefined ? onChannel : plain;
      let text = texts.get(entry);
      if (text === undefined) {
        const { event, data, id, mutationId } = entry;
        const channel = texts === onChannel ? entry.channel : undefined;
        text = encodeMessage({ event, data, id, channel, mutationId });
        texts.set(entry, text);
      }
      return text;
    },
    control: (frame, id, at) => encodeMessage({ ...writeControl(framing, frame, at), id }),
  };
}
