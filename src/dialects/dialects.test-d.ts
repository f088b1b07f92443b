import { type ChannelOf, combineDialects, type EventsOf, type SlicesOf } from '../events/dialect.ts';
import type { EventFrom } from '../events/source.ts';
import { type Health, pindown } from './pindown.ts';
import { pulsestage, questions } from './pulsestage.ts';
import { workloadInsights } from './workload-insights.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(): T => true as T;

const all = combineDialects([pindown(), pulsestage(), workloadInsights()], { framing: 'named' });
type All = typeof all;

check<
  Equal<
    EventsOf<ReturnType<typeof workloadInsights>>['type'],
    'activity_created' | 'activity_updated' | 'assignment_changed'
  >
>();
check<Equal<ChannelOf<All>, 'pins' | 'system' | 'questions' | 'activities'>>();
check<Equal<EventFrom<All, 'question:upvoted'>['data'], { questionId: string; upvotes: number }>>();
check<Equal<SlicesOf<All>['health'], Health | null>>();

questions.merge('1', { upvotes: 7, pinnedBy: null });
// @ts-expect-error no such field
questions.merge('1', { votes: 7 });
