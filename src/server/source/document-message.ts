import type { AnyPublication } from '../publication.ts';

/**
 * Reads the messages that two of the documents put on Redis.
 *
 * - PinDown, "Horizontal Scaling": `{ event, data }` on `sse:broadcast` with `targetChannel`, on `sse:pin` with `targetPin`, on
 *   `sse:user` with `targetUser`. On `sse:pin:<pin>` and `sse:user:<user>` the channel itself may say whom it is for.
 * - PulseStage, "Scaling Beyond Single Instance": a whole event, `{ type, tenantId, data, timestamp }`, on `sse-events`.
 *
 * Anything else is none: `undefined`.
 */
export function documentMessage(message: unknown, channel: string): AnyPublication | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { event, type, data, tenantId, timestamp } = message as Fields;
  if (typeof event === 'string') {
    const to = target(message as Fields, channel);
    return to === undefined ? undefined : { type: event, data, to };
  }
  if (typeof type !== 'string' || typeof tenantId !== 'string') return undefined;
  const at = typeof timestamp === 'number' ? timestamp : undefined;
  return { type, data, to: `tenant:${tenantId}`, at, meta: { tenantId } };
}

type Fields = Readonly<Record<string, unknown>>;

function target({ targetChannel, targetPin, targetUser }: Fields, channel: string): string | undefined {
  if (typeof targetChannel === 'string') return `channel:${targetChannel}`;
  if (typeof targetPin === 'string') return `pin:${targetPin}`;
  if (typeof targetUser === 'string') return `user:${targetUser}`;
  return /^sse:((?:pin|user):.+)$/s.exec(channel)?.[1];
}
