'use client';
import { useContext } from 'react';
import type { StreamClient } from '../client/create-stream-client.ts';
import { ConfigError } from '../errors.ts';
import type { Dialect } from '../events/dialect.ts';
import type { RegisteredDialect } from '../events/register.ts';
import { StreamContext } from './stream-provider.tsx';

/**
 * The client of the nearest `StreamProvider`, or the one that is given.
 * @throws ConfigError when there is neither.
 */
export function useStreamClient<D extends Dialect = RegisteredDialect>(given?: StreamClient<D>): StreamClient<D> {
  const provided = useContext(StreamContext);
  const client = given ?? (provided as StreamClient<D> | undefined);
  if (!client) {
    throw new ConfigError(
      'a hook was used outside of a StreamProvider, so it has no stream to listen to. Wrap the app: <StreamProvider client={client}>, or hand the hook a client.',
    );
  }
  return client;
}
