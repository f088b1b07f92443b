'use client';
import { type ApiStatus, apiStatus, newestAnswer } from '../slices/integrations.ts';
import { useSlice } from './use-slice.ts';

/**
 * The last answer of an outside API (`'openai'`), of one of its endpoints or of any; `undefined` until the stream has told.
 * PinDown, "Automation Channel".
 */
export function useApiStatus(provider: string, endpoint?: string): ApiStatus | undefined {
  return useSlice(apiStatus, (answers) => newestAnswer(answers, provider, endpoint));
}
