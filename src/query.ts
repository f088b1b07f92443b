export {
  type LiveMutationContext,
  type LiveMutationOptions,
  liveMutationOptions,
  liveQueryOptions,
} from './query/live-options.ts';
export { type Placement, type PlaceOptions, place, type RowsAt } from './query/placement.ts';
export { notePosition, type Position, type PositionedResponse, type ReadContext } from './query/position.ts';
export { type QuerySink, type QuerySinkOptions, querySink } from './query/query-sink.ts';
export type { QueryCause, QueryRecord } from './query/sink-records.ts';
export { type ItemOf, useItem } from './query-hooks/use-item.ts';
