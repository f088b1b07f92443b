import type { TabConnectionOptions } from '../tabs/create-tab-connection.ts';
import type { FaultName } from '../transport/fault-names.ts';
import type { Transport } from '../transport/transport.ts';
import type { Duration } from '../utils/duration.ts';
import type { Message } from '../wire/message.ts';
import type { StreamItem } from '../wire/notice.ts';
import type { Environment } from './environment.ts';
import type { InspectionRecord } from './inspection.ts';
import type { Inspector } from './inspector.ts';

/** A way to step in, for a panel or a test: `client.intervene({ type: 'fault', fault: 'drop' })`. */
export type Intervention =
  /** Has a fault happen to the stream that this tab holds, or to the next one. `ms`: how long, where it lasts. */
  | { readonly type: 'fault'; readonly fault: FaultName; readonly ms?: Duration | undefined }
  /** Delivers a message to this tab as if the stream had brought it. */
  | { readonly type: 'inject'; readonly message: Partial<Message> & Pick<Message, 'data'> }
  /** Holds back what the stream brings from now on, all of it, until `resume`: for a look at the past. */
  | { readonly type: 'hold' }
  | { readonly type: 'resume' }
  /** Gives the stream to another tab, or takes it if another tab has it. */
  | { readonly type: 'hand-over' };

/** What a client has in development only. */
export interface Instruments {
  /** The client's own, with faults in the way. */
  readonly environment: Environment;
  readonly transport: Transport;
  /** Stands between the connection and the pipeline. */
  take(items: readonly StreamItem[]): void;
  /** Forgets what is held: it was another user's. */
  discard(): void;
  /** Tells a listener all that the history holds. */
  replay(listener: (record: InspectionRecord) => void): void;
  intervene(command: Intervention): void;
  /** How many items are held back now; `undefined` when the client is not held. */
  readonly held: number | undefined;
}

export interface InstrumentPorts {
  readonly environment: Environment;
  readonly transport: Transport;
  readonly inspector: Inspector;
  /** The pipeline's. */
  readonly take: (items: readonly StreamItem[]) => void;
  /** What the client's connection is made with, instruments and all. */
  readonly connectionOptions: () => TabConnectionOptions;
  readonly handOver: () => void;
}

export type MakeInstruments = (ports: InstrumentPorts) => Instruments;

/** What `intervene` is where there are no instruments. */
export function notInDevelopment({ type }: Intervention): void {
  console.warn(
    `bisse: intervene({ type: "${type}" }) does nothing, because this is no development build. Have the bundler resolve with the condition "development", or give the client \`instruments: createInstruments\` from bisse/testing.`,
  );
}
