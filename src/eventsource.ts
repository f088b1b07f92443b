export { EventSource, type EventSourceOptions } from './eventsource/event-source.ts';
export type { EventSourceHeaders } from './eventsource/stream.ts';
