import { type ChannelOf, combineDialects, type EventsOf, type SlicesOf } from '../events/dialect.ts';
import type { EventFrom } from '../events/source.ts';
import type { Keyed } from '../slices/keyed.ts';
import { labsos } from './labsos.ts';
import { type Health, type Progress, pindown } from './pindown.ts';
import { pulsestage, questions, type Tag } from './pulsestage.ts';
import { reels } from './reels.ts';
import { workloadInsights } from './workload-insights.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(): T => true as T;

const all = combineDialects([pindown(), labsos(), workloadInsights(), pulsestage(), reels()], { framing: 'named' });
type All = typeof all;
/** The payload of an event. */
type Of<Type extends EventsOf<All>['type']> = EventFrom<All, Type>['data'];

check<
  Equal<
    EventsOf<ReturnType<typeof workloadInsights>>['type'],
    'activity_created' | 'activity_updated' | 'assignment_changed' | 'presence_updated'
  >
>();
check<
  Equal<
    ChannelOf<All>,
    | ('pins' | 'automation' | 'system' | 'ai' | 'analytics' | 'status')
    | ('questions' | 'activities' | 'presence' | 'notifications' | 'uploads')
  >
>();
check<Equal<EventFrom<All, 'question:upvoted'>['data'], { questionId: string; upvotes: number }>>();
check<Equal<SlicesOf<All>['health'], Health | null>>();
check<
  Equal<
    keyof SlicesOf<All>,
    | ('liveVars' | 'pipelines' | 'dataSources' | 'apiStatus' | 'health' | 'rateLimits' | 'jobs' | 'generations')
    | ('activeUsers' | 'trendingPins' | 'presence' | 'uploads')
  >
>();
check<Equal<SlicesOf<All>['uploads'], Keyed<Progress>>>();

// PinDown
check<Equal<Of<'pin:content_updated'>['updatedVars'], Record<string, unknown>>>();
check<Equal<Of<'pin:views_updated'>['views'], number>>();
check<Equal<Of<'pin:status_changed'>['isPublic'], boolean>>();
check<Equal<Of<'automation:pipeline_status'>['status'], 'running' | 'completed' | 'failed'>>();
check<Equal<Of<'automation:datasource_sync'>['status'], 'syncing' | 'completed' | 'error'>>();
check<Equal<Of<'automation:api_status'>['status'], 'success' | 'rate_limited' | 'error'>>();
check<Equal<Of<'system:health_update'>['cpu'], number>>();
check<Equal<Of<'system:rate_limit_warning'>['resetTime'], string>>();
check<Equal<Of<'system:job_completed'>['type'], string>>();
check<Equal<Of<'ai:generation_progress'>['stage'], 'analyzing' | 'generating' | 'formatting' | 'complete'>>();
check<Equal<Of<'ai:generation_complete'>['result']['tokensUsed'], number>>();
check<Equal<Of<'analytics:active_users'>['total'], number>>();
check<Equal<Of<'analytics:trending_pins'>['pins'][number]['trend'], string>>();

// LabsOS
check<Equal<Of<'status_update'>, { sourceId: string; status: string; sourceName: string; updatedAt: string }>>();
check<Equal<Of<'progress_update'>['progress']['current'], number | null>>();
check<Equal<Of<'new_proposal'>['confidence'], number>>();
check<Equal<Of<'proposal_update'>['proposalId'], string>>();
check<Equal<Of<'proposal_deleted'>, { proposalId: string }>>();

// Workload Insights
check<Equal<Of<'activity_created'>['assignedTo'], string | null>>();
check<Equal<Of<'activity_updated'>['updateType'], 'status' | 'assignment' | 'general'>>();
check<Equal<Of<'assignment_changed'>['newAssigneeId'], string | null | undefined>>();
check<Equal<Of<'presence_updated'>, { userId: string; isOnline: boolean }>>();

// PulseStage
check<Equal<Of<'question:created'>['status'], string>>();
check<Equal<Of<'question:answered'>['responseText'], string>>();
check<Equal<Of<'question:tagged'>['tags'][number], Tag>>();
check<Equal<Of<'question:pinned'>['isPinned'], boolean>>();
check<Equal<Of<'question:frozen'>['isFrozen'], boolean>>();

// Reels
check<Equal<Of<'notification'>['type'], 'info' | 'success' | 'warning' | 'error' | undefined>>();
check<Equal<Of<'user_update'>['type'], 'profile' | 'settings' | 'subscription'>>();
check<Equal<Of<'reel_upload_progress'>['status'], 'uploading' | 'processing' | 'ready' | 'error'>>();
check<Equal<Of<'reel_ready'>['playbackUrl'], string>>();
check<Equal<Of<'system_alert'>['type'], 'info' | 'warning' | 'maintenance'>>();

questions.merge('1', { upvotes: 7, pinnedBy: null });
// @ts-expect-error no such field
questions.merge('1', { votes: 7 });
