import type * as connection from '../../src/connection/connection.ts';
import type * as sequence from '../../src/delivery/sequence.ts';
import type * as bisse from '../../src/index.ts';
import type * as bisseQuery from '../../src/query.ts';
import type * as bisseServer from '../../src/server.ts';

/** The library, or a copy of it in which rules are switched off. */
export interface Library extends Pick<typeof bisse, 'createStreamClient'> {
  readonly defineCollection: typeof bisse.defineCollection;
  readonly defineDialect: typeof bisse.defineDialect;
  readonly defineEvent: typeof bisse.defineEvent;
  readonly type: typeof bisse.type;
  readonly notePosition: typeof bisseQuery.notePosition;
  readonly place: typeof bisseQuery.place;
  readonly querySink: typeof bisseQuery.querySink;
  readonly liveMutationOptions: typeof bisseQuery.liveMutationOptions;
}

/** Loads the library without these rules (`P4,P5`); with all when there are none. */
export function loadLibrary(without?: string): Promise<Library> {
  return load(
    ['vanilla.ts', 'query/query-sink.ts', 'query/live-options.ts', 'query/position.ts', 'query/placement.ts'],
    without,
  );
}

/** The server, or a copy of it without these rules. */
export function loadServer(without?: string): Promise<Pick<typeof bisseServer, 'createHub' | 'memoryLog'>> {
  return load(['server.ts'], without);
}

/** What makes one sequence of several streams, or a copy of it without these rules. */
export function loadConnection(
  without?: string,
): Promise<Pick<typeof connection, 'createConnection'> & Pick<typeof sequence, 'createSequence'>> {
  return load(['connection/connection.ts', 'delivery/sequence.ts'], without);
}

async function load<Parts>(paths: readonly string[], without: string | undefined): Promise<Parts> {
  const query = without === undefined ? '' : `?without=${without}`;
  const parts = paths.map((path) => import(/* @vite-ignore */ `../../src/${path}${query}`) as Promise<object>);
  return Object.assign({}, ...(await Promise.all(parts))) as Parts;
}
