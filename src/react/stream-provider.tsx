'use client';
import { createContext, type ReactNode, useEffect, useLayoutEffect } from 'react';
import type { AnyStreamClient } from '../client/create-stream-client.ts';
import type { Cursor } from '../wire/message.ts';

export const StreamContext = createContext<AnyStreamClient | undefined>(undefined);

// Layout effects run before the effects in which queries begin to fetch, so caches are watched from the first fetch on.
// They do nothing on a server, where React 18 would warn of them.
const useMountEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

export interface StreamProviderProps {
  /** Made by `createStreamClient`, outside of render or in `useState`. */
  readonly client: AnyStreamClient;
  /** Where to start: the hub's cursor, read before the data that the page was rendered with. */
  readonly cursor?: Cursor | undefined;
  readonly children?: ReactNode;
}

/** Gives the components below it one stream. Connects when the first of them claims something. */
export function StreamProvider({ client, cursor, children }: StreamProviderProps): ReactNode {
  useMountEffect(() => client.mount({ cursor }), [client, cursor]);
  return <StreamContext.Provider value={client}>{children}</StreamContext.Provider>;
}
