'use client';
import { type DataSource, dataSources } from '../slices/integrations.ts';
import { entryOf } from '../slices/keyed.ts';
import { useSlice } from './use-slice.ts';

/** How a data source's synchronisation stands; `undefined` until the stream has told. PinDown, "Automation Channel". */
export function useDataSource(sourceId: string): DataSource | undefined {
  return useSlice(dataSources, (sources) => entryOf(sources, sourceId));
}
