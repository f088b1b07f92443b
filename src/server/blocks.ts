import { type Dialect, runtimeDefinitions } from '../events/dialect.ts';
import { writeControl } from '../events/framing.ts';
import type { ControlFrame } from '../wire/control.ts';
import { encodeMessage } from '../wire/encode.ts';
import type { Cursor } from '../wire/message.ts';
import type { LogEntry } from './log/log.ts';
import type { HubLogger } from './logger.ts';
import { type Identity, toChannel } from './scopes.ts';

/** Writes a control frame, `at` so many ms since the epoch, for a client with this identity: the name of its block, and its data. */
export type ControlWriter = (
  frame: ControlFrame,
  at: number,
  identity: Identity,
) => { readonly event: string; readonly data: string };

/** Writes what connections send, each entry once for all of them. */
export interface BlockWriter {
  /**
   * `scope`: on which of the entry's scopes it is heard, see `Subscription.hears`. Nothing for an entry that cannot be written
   * without forging another: this package publishes none, but whatever writes to a shared log could.
   */
  entry(entry: LogEntry, scope: string): string;
  /** The channel that a block has to name, because the definition of its event does not. */
  channel(entry: LogEntry, scope: string): string | undefined;
  control(frame: ControlFrame, id: Cursor | undefined, at: number, identity: Identity): string;
}

export function createBlockWriter(
  dialect: Dialect,
  logger: Pick<HubLogger, 'error'>,
  write: ControlWriter = (frame, at) => writeControl(dialect.framing, frame, at),
): BlockWriter {
  const declared = new Map(runtimeDefinitions(dialect).map(({ type, channel }) => [type, channel]));
  // Kept as long as the log keeps the entry: its text without a channel, and with each that it was heard on.
  const plain = new WeakMap<LogEntry, string>();
  const onChannels = new WeakMap<LogEntry, Map<string, string>>();

  function channelOf({ type }: LogEntry, scope: string): string | undefined {
    const channel = toChannel(scope);
    return channel === declared.get(type) ? undefined : channel;
  }

  function textOf({ type, event, data, id, mutationId }: LogEntry, channel?: string): string {
    try {
      return encodeMessage({ event, data, id, channel, mutationId });
    } catch (err) {
      logger.error(
        { err, id, type },
        'bisse: an entry of the log cannot be written as an event, so nobody hears it. Look for who else writes to the log.',
      );
      return '';
    }
  }

  return {
    entry(entry, scope) {
      const channel = channelOf(entry, scope);
      const texts = channel === undefined ? undefined : (onChannels.get(entry) ?? new Map<string, string>());
      let text = texts ? texts.get(channel as string) : plain.get(entry);
      if (text !== undefined) return text;
      text = textOf(entry, channel);
      if (texts) onChannels.set(entry, texts.set(channel as string, text));
      else plain.set(entry, text);
      return text;
    },
    channel: channelOf,
    control: (frame, id, at, identity) => encodeMessage({ ...write(frame, at, identity), id }),
  };
}
