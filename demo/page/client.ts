import type { QueryClient } from '@tanstack/react-query';
import { createStreamClient } from 'bisse';
import { querySink } from 'bisse/query';
import { dialect } from '../dialect.ts';

declare module 'bisse' {
  interface Register {
    dialect: typeof dialect;
  }
}

/** The page's one stream, which keeps the caches of `queryClient` equal to the server's tables. */
export function createClient(queryClient: QueryClient) {
  // As many events as somebody may look back through.
  return createStreamClient({ url: '/events', dialect, sinks: [querySink(queryClient)], logSize: 10_000 });
}
