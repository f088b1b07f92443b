import { type QueryFunctionContext, queryOptions } from '@tanstack/react-query';
import type { Pin } from 'bisse/dialects/pindown';
import type { Question } from 'bisse/dialects/pulsestage';
import type { Activity } from 'bisse/dialects/workload-insights';
import { notePosition } from 'bisse/query';

// The keys begin with the names of the dialects' collections: that is all that makes these queries live.

export const pinList = queryOptions({ queryKey: ['pins'], queryFn: (context) => readList<Pin>('/api/pins', context) });

export const questionList = queryOptions({
  queryKey: ['questions'],
  queryFn: (context) => readList<Question>('/api/questions', context),
});

export const activityList = queryOptions({
  queryKey: ['activities'],
  queryFn: (context) => readList<Activity>('/api/activities', context),
});

async function readList<Row>(path: string, context: QueryFunctionContext): Promise<Row[]> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  notePosition(context, response);
  return response.json();
}
