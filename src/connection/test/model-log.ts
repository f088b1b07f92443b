import { openScriptedStream, type ScriptedStream } from '../../transport/scripted-stream.ts';
import type { Transport } from '../../transport/transport.ts';
import type { Clock } from '../../utils/clock.ts';
import { type ChannelChange, changeChannels } from '../../wire/channel-change.ts';
import { formatLogId, parseLogId } from '../../wire/log-id.ts';
import type { Cursor, Message } from '../../wire/message.ts';

/** What a server's log holds: an event on a channel, or a change of one stream's channels. */
interface Entry {
  readonly n: number;
  readonly channel: string;
}

interface OpenStream {
  readonly id: string;
  readonly body: ScriptedStream;
  channels: readonly string[];
  readonly say: (...messages: readonly Message[]) => void;
  isOpen: boolean;
  /** Whether it has brought what was missed. */
  isLive: boolean;
}

export interface ModelLogOptions {
  readonly clock: Clock;
  /** Whether the channels of an open stream can be changed. */
  readonly control: boolean;
  /** How long a request is on its way, and a message; asked for each. */
  readonly latency: () => number;
  /** How long a stream says nothing after `connected`, before it brings what was missed. Default: not at all. */
  readonly pauseMs?: number | undefined;
  /** What becomes of the next request for other channels. */
  readonly fate: () => 'done' | 'refused' | 'lost' | 'unanswered';
}

/** A server that keeps all it ever published and always resumes: what is lost or doubled, the client lost or doubled. */
export function createModelLog({ clock, control, latency, pauseMs = 0, fate }: ModelLogOptions) {
  const log: Entry[] = [];
  const streams = new Set<OpenStream>();
  let opened = 0;
  let mostOpen = 0;
  const idOf = (n: number): Cursor => formatLogId({ epoch: 'e', ms: 0, n });
  const later = (run: () => void) => clock.setTimeout(run, latency());
  const eventOf = ({ n, channel }: Entry): Message => ({ event: 'e', data: `${n}`, id: idOf(n), channel });
  const controlOf = (event: string, id: Cursor, fields: object): Message => ({
    ...{ event, id, channel: undefined },
    data: JSON.stringify(fields),
  });

  function change(stream: OpenStream, asked: ChannelChange): void {
    const entry = { n: log.length + 1, channel: `connection:${stream.id}` };
    log.push(entry);
    stream.channels = changeChannels(stream.channels, asked);
    stream.say(controlOf('channels', idOf(entry.n), { channels: stream.channels }));
  }

  const transport: Transport = {
    async open({ cursor, channels, signal }) {
      await new Promise<void>((resolve) => later(resolve));
      if (signal.aborted) throw signal.reason;
      opened += 1;
      const body = openScriptedStream(clock, signal, () => {
        stream.isOpen = false;
        streams.delete(stream);
      });
      const travelMs = latency();
      const stream: OpenStream = {
        ...{ id: `s${opened}`, body, channels, isOpen: true, isLive: false },
        say(...messages) {
          const ids = messages.flatMap(({ id }) => id ?? []);
          const chunk = { bytes: 1, messages, retryMs: undefined, oversize: 0, lastId: ids.at(-1) };
          // All messages of one stream travel equally long, so none overtakes another.
          clock.setTimeout(() => stream.isOpen && body.push(chunk), travelMs);
        },
      };
      streams.add(stream);
      mostOpen = Math.max(mostOpen, streams.size);
      const from = cursor === undefined ? log.length : (parseLogId(cursor)?.n ?? 0);
      const resume = cursor === undefined ? 'fresh' : 'resumed';
      const fields = { resume, channels, connectionId: stream.id, control, head: idOf(log.length) };
      const connected = controlOf('connected', idOf(from), fields);
      const catchUp = (...before: readonly Message[]) => {
        stream.isLive = true;
        const missed = log.filter((entry) => entry.n > from && channels.includes(entry.channel));
        stream.say(...before, ...missed.map(eventOf));
      };
      if (pauseMs === 0) catchUp(connected);
      else {
        stream.say(connected);
        clock.setTimeout(catchUp, pauseMs);
      }
      return { head: { status: 200, contentType: 'text/event-stream', retryAfterMs: undefined }, chunks: body.chunks };
    },
    async ask({ body = '' }) {
      const asked = JSON.parse(body) as ChannelChange;
      const becomes = fate();
      await new Promise<void>((resolve) => later(resolve));
      const stream = [...streams].find(({ id }) => id === asked.connectionId);
      if (becomes === 'done' || becomes === 'unanswered') if (stream) change(stream, asked);
      if (becomes === 'unanswered') await new Promise<void>(() => {});
      const status = becomes === 'refused' || !stream ? 404 : 202;
      return { head: { status, contentType: null, retryAfterMs: undefined }, text: async () => '' };
    },
  };

  return {
    transport,
    log,
    publish(channel: string) {
      const entry = { n: log.length + 1, channel };
      log.push(entry);
      for (const stream of streams) if (stream.isLive && stream.channels.includes(channel)) stream.say(eventOf(entry));
    },
    /** Breaks all streams, with what is on its way in them. */
    cut() {
      for (const stream of [...streams]) {
        stream.isOpen = false;
        stream.body.fail(new TypeError('network error'));
      }
    },
    /** Breaks the stream that was opened last. */
    cutNewest() {
      const newest = [...streams].at(-1);
      if (!newest) return;
      newest.isOpen = false;
      newest.body.fail(new TypeError('network error'));
    },
    opened: () => opened,
    mostOpen: () => mostOpen,
  };
}
