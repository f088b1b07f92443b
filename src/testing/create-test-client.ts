import { createStreamClient, type StreamClient } from '../client/create-stream-client.ts';
import { framer } from '../client/framer.ts';
import { createInstruments } from '../client/instruments/create-instruments.ts';
import type { StreamClientOptions } from '../client/options.ts';
import { type Dialect, defineDialect } from '../events/dialect.ts';
import type { Script } from '../transport/script.ts';
import { createScriptedTransport, type ScriptedTransport } from '../transport/scripted.ts';
import { stillPage } from '../utils/page.ts';
import { createVirtualClock, type VirtualClock } from '../utils/virtual-clock.ts';

export interface TestClientOptions<D extends Dialect>
  extends Omit<StreamClientOptions<D>, 'url' | 'transport' | 'fetch' | 'headers' | 'credentials'> {
  /** What the server does by itself, step by step. */
  readonly script?: Script | undefined;
  /** The clock to live by, for several clients on one. Default: one of its own that starts at 0. */
  readonly clock?: VirtualClock | undefined;
}

/** A client without a network, the server that the test plays, and the clock that both live by. */
export interface TestClient<D extends Dialect> {
  readonly client: StreamClient<D>;
  readonly stream: ScriptedTransport;
  readonly clock: VirtualClock;
}

/**
 * Makes a client whose server is the test:
 *
 * ```ts
 * const { client, stream, clock } = createTestClient({ dialect });
 * client.connect();
 * await clock.advance(50);
 * stream.emit({ event: 'ticket:voted', data: { id: '7', votes: 3 }, id: '1' });
 * await clock.settle();
 * ```
 */
export function createTestClient<const D extends Dialect = Dialect>(options: TestClientOptions<D> = {}): TestClient<D> {
  const { script, environment, clock = createVirtualClock(), ...rest } = options;
  const framing = options.dialect?.framing ?? anything.framing;
  const stream = createScriptedTransport(script, { clock, frame: framer(framing, clock) });
  const client = createStreamClient<D>({
    instruments: createInstruments,
    ...rest,
    url: 'http://stream.test/events',
    transport: stream,
    environment: { clock, random: () => 0.5, page: stillPage, ...environment },
  });
  return { client, stream, clock };
}

const anything = defineDialect({ name: 'any', framing: 'named', events: [] });
