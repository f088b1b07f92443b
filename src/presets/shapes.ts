import type { Dialect } from '../events/dialect.ts';
import type { StreamEvent } from '../events/event.ts';
import type { EventFrom } from '../events/source.ts';

/** The events of a dialect as `{ event, data }`: a union that narrows on `event`. */
export type NamedEvents<D extends Dialect> = Named<EventFrom<D, '*'>>;

/** The events of a dialect as `{ type, data, timestamp }`: a union that narrows on `type`. */
export type Envelopes<D extends Dialect> = Envelope<EventFrom<D, '*'>>;

/** The events of a dialect as `{ type, …fields }`: a union that narrows on `type`. */
export type FlatEvents<D extends Dialect> = Flat<EventFrom<D, '*'>>;

type Named<Event> = Event extends StreamEvent<infer Type, infer Data> ? { event: Type; data: Data } : never;
type Envelope<Event> =
  Event extends StreamEvent<infer Type, infer Data> ? { type: Type; data: Data; timestamp: number } : never;
type Flat<Event> = Event extends StreamEvent<infer Type, infer Data> ? { type: Type } & Data : never;
