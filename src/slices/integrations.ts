import { defineSlice } from '../events/slice.ts';
import { entriesOf, entryOf, type Keyed, noEntries, put } from './keyed.ts';

/** How a data source's synchronisation stands. */
export interface DataSource {
  readonly id: string;
  readonly name: string;
  readonly status: 'syncing' | 'completed' | 'error';
  readonly recordsProcessed: number;
  readonly totalRecords: number;
  /** When it was last in step, in ms since the epoch; `undefined` when it never was. */
  readonly lastSyncAt: number | undefined;
}

/** The last answer of an outside API. */
export interface ApiStatus {
  /** `openai`, `stripe`, `hubspot`, … */
  readonly provider: string;
  readonly endpoint: string;
  readonly status: 'success' | 'rate_limited' | 'error';
  /** In ms. */
  readonly responseTime: number;
  readonly creditsUsed: number | undefined;
  /** When it answered, in ms since the epoch. */
  readonly at: number;
}

/** How many data sources are kept. The one that was heard of the longest ago leaves first. */
export const dataSourceLimit = 500;

/** How many API endpoints are kept. The one that was heard of the longest ago leaves first. */
export const apiStatusLimit = 200;

/** Data sources by id. PinDown, "Automation Channel". */
export const dataSources = defineSlice('dataSources', noEntries as Keyed<DataSource>);

/** The last answer of each provider's endpoint. PinDown, "Automation Channel". */
export const apiStatus = defineSlice('apiStatus', noEntries as Keyed<ApiStatus>);

/** The state after word of a data source. */
export function addDataSource(state: Keyed<DataSource>, source: DataSource): Keyed<DataSource> {
  return put(state, source.id, source, dataSourceLimit);
}

/** The state after an answer of an API. */
export function addApiStatus(state: Keyed<ApiStatus>, answer: ApiStatus): Keyed<ApiStatus> {
  return put(state, `${answer.provider} ${answer.endpoint}`, answer, apiStatusLimit);
}

/** What was last heard of a provider, of one endpoint or of any. */
export function newestAnswer(
  state: Keyed<ApiStatus>,
  provider: string,
  endpoint: string | undefined,
): ApiStatus | undefined {
  if (endpoint !== undefined) return entryOf(state, `${provider} ${endpoint}`);
  return entriesOf(state).findLast(([, answer]) => answer.provider === provider)?.[1];
}
