import type * as bisse from '../../src/index.ts';
import type * as bisseQuery from '../../src/query.ts';

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
export async function loadLibrary(without?: string): Promise<Library> {
  const query = without === undefined ? '' : `?without=${without}`;
  const load = (path: string) => import(/* @vite-ignore */ `../../src/${path}${query}`) as Promise<object>;
  const parts = [
    'vanilla.ts',
    'query/query-sink.ts',
    'query/live-options.ts',
    'query/position.ts',
    'query/placement.ts',
  ];
  return Object.assign({}, ...(await Promise.all(parts.map(load)))) as Library;
}
