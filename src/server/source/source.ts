import type { Cursor } from '../../wire/message.ts';
import type { HubLogger } from '../logger.ts';
import type { AnyPublication } from '../publication.ts';

/** Publications that begin outside of this process: rows of a database, messages of a broker. For `hub.from`. */
export interface Source {
  /** Says in messages what it is: `the outbox in Postgres`. */
  readonly name: string;
  /**
   * Publishes until `host.signal` aborts, and resolves then. What it rejects with is told to the logger, and it is run again
   * after a pause.
   */
  run(host: SourceHost): Promise<void>;
}

/** What a source has of the hub that it publishes with. */
export interface SourceHost {
  /**
   * As `hub.publish`.
   * @throws PublishError (rejects) when clients could not read it: publishing it again is of no use.
   * @throws LogError (rejects) when the log cannot be reached.
   */
  publish(publication: AnyPublication): Promise<Cursor>;
  readonly signal: AbortSignal;
  /** Whether several instances have one log, so that one of them is enough to publish. */
  readonly isShared: boolean;
  /** To be called when the source works: what is told and how long the pauses are begins anew. */
  working(): void;
  readonly logger: HubLogger;
}
