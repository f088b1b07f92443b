import { createStreamClient, type StreamClient } from '../client/create-stream-client.ts';
import type { StreamClientOptions } from '../client/options.ts';
import { type Share, share } from '../client/shared.ts';
import type { Dialect } from '../events/dialect.ts';
import { keepFields } from './keep-fields.ts';

/** What a document's stream is asked for with, before the wishes that all five documents share. */
export type StreamOf<D extends Dialect> = () => StreamClientOptions<D>;

/**
 * Holds the one stream of this name, as all who give the same name do: made with the options of the first, ended when the
 * last has let go.
 */
export function shareStream<D extends Dialect>(name: string, stream: StreamOf<D>): Share<StreamClient<D>> {
  return share(['preset', name], () => createStreamClient(presetOptions(stream())));
}

/**
 * What all presets have in common. What no document lists comes as it was sent, as it does in the documents' code; what cannot
 * be read, and each failed attempt, goes to the console, as there.
 */
export function presetOptions<D extends Dialect>(options: StreamClientOptions<D>): StreamClientOptions<D> {
  return {
    ...options,
    dialect: options.dialect && keepFields(options.dialect),
    overlap: false, // these servers count the streams of a user
    environment: { random: almostOne, ...options.environment },
    onError: (error) => console.error(error.message),
  };
}

/** Delays are the documents', but up to a tenth less, so that not all clients of a restarted server come back in one moment. */
function almostOne(): number {
  return 0.9 + Math.random() * 0.1;
}
