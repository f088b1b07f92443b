import * as v from 'valibot';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { addHealthSample, health } from '../slices/health.ts';

export { type Health, type HealthSample, health } from '../slices/health.ts';

// PinDown.ai, "Event Channels & Types". Payloads carry their own `timestamp`: ISO 8601 in the document, and a number of
// milliseconds is read as well.

const timestamp = v.optional(v.union([v.string(), v.number()]));
const templateVars = v.record(v.string(), v.unknown());

/** A pin as the app lists it. The document shows pins only by their changes; a row may carry more fields than these. */
const pinFields = {
  id: v.string(),
  title: v.string(),
  /** `published`, `draft`, … */
  status: v.string(),
  isPublic: v.boolean(),
  views: v.number(),
  /** The values that the pin's template shows. Names are flat and may hold dots: `automation.status`. */
  templateVars,
};

const PinRow = v.object(pinFields);

/** One pin. */
export type Pin = v.InferOutput<typeof PinRow>;

/** The schema of a pin that keeps the fields it does not know. */
export const pinSchema = v.looseObject(pinFields);

/** Every query whose key begins with `['pins']`. */
export const pins = defineCollection('pins', { item: PinRow });

/** Template variables of a pin changed. Variables that the event does not name keep their values. */
export const pinContentUpdated = defineEvent('pin:content_updated', {
  schema: v.object({ pinId: v.string(), updatedVars: templateVars, timestamp }),
  channel: 'pins',
  touches: [pins],
  patch: ({ data: { pinId, updatedVars } }) =>
    pins.edit(pinId, (pin) => ({ ...pin, templateVars: { ...pin.templateVars, ...updatedVars } }), {
      idempotent: true,
    }),
});

/** A pin was looked at; `views` is the new total. */
export const pinViewsUpdated = defineEvent('pin:views_updated', {
  schema: v.object({ pinId: v.string(), views: v.number(), timestamp }),
  channel: 'pins',
  touches: [pins],
  patch: ({ data: { pinId, views } }) => pins.merge(pinId, { views }),
});

/** A pin was published, or taken back. */
export const pinStatusChanged = defineEvent('pin:status_changed', {
  schema: v.object({ pinId: v.string(), status: v.string(), isPublic: v.boolean(), timestamp }),
  channel: 'pins',
  touches: [pins],
  patch: ({ data: { pinId, status, isPublic } }) => pins.merge(pinId, { status, isPublic }),
  notify: ({ data: { pinId, isPublic } }) => ({
    title: isPublic ? 'Pin published' : 'Pin no longer public',
    message: pinId,
    key: `pin:${pinId}:status`,
  }),
});

/** The health of the server, at an interval. */
export const systemHealthUpdate = defineEvent('system:health_update', {
  schema: v.object({
    cpu: v.number(),
    memory: v.number(),
    uptime: v.number(),
    activeConnections: v.number(),
    timestamp,
  }),
  channel: 'system',
  slice: health,
  reduce: (state, { at, data: { cpu, memory, uptime, activeConnections } }) =>
    addHealthSample(state, { cpu, memory, uptime, activeConnections, at }),
});

/**
 * PinDown.ai: named events, with a payload each. Channel `pins` narrowed to one pin is the scope `pin:<pinId>`:
 * `useChannel('pins', { pinId: '7' })`.
 */
export function pindown() {
  return defineDialect({
    name: 'pindown',
    framing: 'named',
    events: [pinContentUpdated, pinViewsUpdated, pinStatusChanged, systemHealthUpdate],
    scopes: { pins: 'pin:{pinId}' },
  });
}
