import type { HubLogger } from '../logger.ts';
import type { AnyPublication } from '../publication.ts';

/** Publishes what a write has caused. Never rejects and never throws: the write is done, whatever becomes of its event. */
export type Broadcast = (publication: AnyPublication) => Promise<void>;

/** Makes a {@link Broadcast} that tells failures to the logger alone. */
export function createBroadcast(hub: { publish(publication: never): Promise<unknown> }, logger: HubLogger): Broadcast {
  return async (publication) => {
    try {
      await hub.publish(publication as never);
    } catch (err) {
      logger.error(
        { err, type: publication.type },
        'bisse: an event was not broadcast, so clients show what they have until they read again. The write before it is done.',
      );
    }
  };
}
