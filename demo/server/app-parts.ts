import type { Hub } from 'bisse/server';
import type { dialect } from '../dialect.ts';
import type { Clock } from './clock.ts';
import type { Data } from './data.ts';
import type { Measurement } from './health.ts';

/** What the routes of all systems are given. */
export interface AppParts {
  readonly hub: Hub<typeof dialect>;
  readonly data: Data;
  readonly clock: Clock;
  readonly measure: () => Measurement;
  /** The folder of the built page. */
  readonly page: string;
  /** A recording that the stream plays instead of what happens. */
  readonly replay?: string | undefined;
}
