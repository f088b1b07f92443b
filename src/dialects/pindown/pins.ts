import * as v from 'valibot';
import { defineCollection } from '../../events/collection.ts';
import { defineEvent } from '../../events/event.ts';
import { addVars, liveVars } from '../../slices/live-vars.ts';
import { number, timestamp, values } from '../fields.ts';

/** A pin as the app lists it. The document shows pins only by their changes; a row may carry more fields than these. */
const pinFields = {
  id: v.string(),
  title: v.string(),
  /** `published`, `draft`, … */
  status: v.string(),
  isPublic: v.boolean(),
  views: number,
  /** The values that the pin's template shows. Names are flat and may hold dots: `automation.status`. */
  templateVars: values,
};

const PinRow = v.object(pinFields);

/** One pin. */
export type Pin = v.InferOutput<typeof PinRow>;

/** The schema of a pin that keeps the fields it does not know. */
export const pinSchema = v.looseObject(pinFields);

/** Every query whose key begins with `['pins']`. */
export const pins = defineCollection('pins', { item: PinRow });

/** Template variables of a pin changed. Variables that the event does not name keep their values. PinDown, "Pins Channel". */
export const pinContentUpdated = defineEvent('pin:content_updated', {
  schema: v.object({ pinId: v.string(), updatedVars: values, timestamp }),
  channel: 'pins',
  slice: liveVars,
  reduce: (state, { data: { pinId, updatedVars } }) => addVars(state, pinId, updatedVars),
  touches: [pins],
  patch: ({ data: { pinId, updatedVars } }) =>
    pins.edit(pinId, (pin) => ({ ...pin, templateVars: { ...pin.templateVars, ...updatedVars } }), {
      idempotent: true,
    }),
});

/** A pin was looked at; `views` is the new total. PinDown, "Pins Channel". */
export const pinViewsUpdated = defineEvent('pin:views_updated', {
  schema: v.object({ pinId: v.string(), views: number, timestamp }),
  channel: 'pins',
  touches: [pins],
  patch: ({ data: { pinId, views } }) => pins.merge(pinId, { views }),
});

/** A pin was published, or taken back. PinDown, "Pins Channel". */
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
