export { consoleLogger } from './client/console-logger.ts';
export {
  type AnyStreamClient,
  createStreamClient,
  type EventStoreApi,
  type StreamClient,
} from './client/create-stream-client.ts';
export type { Environment } from './client/environment.ts';
export type { InspectionRecord } from './client/inspection.ts';
export type { Intervention } from './client/instruments.ts';
export type { StreamClientOptions } from './client/options.ts';
export type { HeadersSource, UrlContext, UrlSource } from './connection/request.ts';
export type { BlockReason, ConnectionState, ConnectionStatus, PauseReason } from './connection/state.ts';
export { ConfigError, isStreamError, type StreamError, type StreamErrorName } from './errors.ts';
export {
  type Collection,
  type CollectionOptions,
  defineCollection,
  type InsertAt,
  type Patch,
  type RowId,
  type RowOf,
} from './events/collection.ts';
export {
  type ChannelOf,
  combineDialects,
  type Dialect,
  type DialectOptions,
  defineDialect,
  type EventOf,
  type EventsOf,
  extendDialect,
  type SlicesOf,
} from './events/dialect.ts';
export { type AnyDefinition, defineEvent, type EventDefinition, type StreamEvent } from './events/event.ts';
export type { Framing } from './events/framing.ts';
export type { NotifyIntent } from './events/notify.ts';
export type { Register, RegisteredDialect } from './events/register.ts';
export { type Schema, type } from './events/schema.ts';
export type { Commit, Coverage, DeliveredEvent, Sink, SinkHost, SinkRecord } from './events/sink.ts';
export { defineSlice, type Slice, type StateOf } from './events/slice.ts';
export type { EventFrom, SourceName, SourceOf } from './events/source.ts';
export { entriesOf, entryOf, type Keyed } from './slices/keyed.ts';
export type { EventState } from './store/create-event-store.ts';
export type { Transport } from './transport/transport.ts';
export type { Duration } from './utils/duration.ts';
export type { ChannelRequest } from './wire/channel.ts';
export type { GapReason } from './wire/control.ts';
export type { Cursor, Message } from './wire/message.ts';
export type { Gap } from './wire/notice.ts';
