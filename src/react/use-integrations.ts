'use client';
import { type ApiStatus, apiStatus, type DataSource, dataSources, newestAnswer } from '../slices/integrations.ts';
import { entryOf } from '../slices/keyed.ts';
import { useSlice } from './use-slice.ts';

/** How a data source's synchronisation stands; `undefined` until the stream has told. PinDown, "Automation Channel". */
export function useDataSource(sourceId: string): DataSource | undefined {
  return useSlice(dataSources, (sources) => entryOf(sources, sourceId));
}

/**
 * The last answer of an outside API (`'openai'`), of one of its endpoints or of any; `undefined` until the stream has told.
 * PinDown, "Automation Channel".
 */
export function useApiStatus(provider: string, endpoint?: string): ApiStatus | undefined {
  return useSlice(apiStatus, (answers) => newestAnswer(answers, provider, endpoint));
}
