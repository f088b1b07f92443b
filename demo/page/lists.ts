import { type QueryFunctionContext, queryOptions } from '@tanstack/react-query';
import type { Pin } from 'bisse/dialects/pindown';
import type { Question } from 'bisse/dialects/pulsestage';
import type { Activity } from 'bisse/dialects/workload-insights';
import { notePosition } from 'bisse/query';
import type { Job, LabProposal, LabSource, Node } from '../rows/labsos.ts';
import type { Api, DataSource, Generation, Pipeline } from '../rows/pindown.ts';
import type { Alert, Notice, Profile, Reel } from '../rows/reels.ts';
import type { Person } from '../rows/workload-insights.ts';

// The keys begin with the names of the dialects' collections: that is all that makes these queries live.

export const pinList = list<Pin>('pins', '/api/pins');
export const pipelineList = list<Pipeline>('pipelines', '/api/pipelines');
export const dataSourceList = list<DataSource>('dataSources', '/api/data-sources');
export const apiList = list<Api>('apis', '/api/apis');
export const generationList = list<Generation>('generations', '/api/ai/generations');

export const sourceList = list<LabSource>('sources', '/api/projects/lab/sources');
export const jobList = list<Job>('jobs', '/api/projects/lab/jobs');
export const proposalList = list<LabProposal>('proposals', '/api/projects/lab/proposals');
export const nodeList = list<Node>('nodes', '/api/projects/lab/nodes');

export const activityList = list<Activity>('activities', '/api/activities');
export const peopleList = list<Person>('people', '/api/people');

export const questionList = list<Question>('questions', '/api/questions');

export const reelList = list<Reel>('reels', '/api/reels');
export const noticeList = list<Notice>('notices', '/api/notifications');
export const alertList = list<Alert>('alerts', '/api/alerts');

/** Not a list: who is signed in. */
export const profileQuery = queryOptions({
  queryKey: ['user'],
  queryFn: (context) => read<Profile>('/api/user', context),
});

/** A query of a list of rows. */
export type ListQuery<Row> = ReturnType<typeof list<Row>>;

function list<Row>(name: string, path: string) {
  return queryOptions({ queryKey: [name], queryFn: (context) => read<Row[]>(path, context) });
}

async function read<Data>(path: string, context: QueryFunctionContext): Promise<Data> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  notePosition(context, response);
  return response.json();
}
