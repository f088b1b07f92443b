import type { EventOf, EventsOf } from 'bisse';
import type { dialect } from '../dialect.ts';

/** An event of any of the systems. */
export type DemoEvent = EventOf<EventsOf<typeof dialect>>;

/** What happened, in a few words. */
export function gist(event: DemoEvent): string {
  switch (event.type) {
    case 'question:created':
      return event.data.body;
    case 'question:upvoted':
      return `now ${event.data.upvotes}`;
    case 'question:answered':
      return event.data.responseText;
    case 'question:tagged':
      return event.data.tags.map(({ name }) => name).join(', ');
    case 'question:untagged':
      return 'tags' in event.data ? event.data.tags.map(({ name }) => name).join(', ') : event.data.tagId;
    case 'question:pinned':
      return event.data.isPinned ? 'pinned' : 'let go';
    case 'question:frozen':
      return event.data.isFrozen ? 'frozen' : 'thawed';
    case 'pin:content_updated':
      return Object.keys(event.data.updatedVars).join(', ');
    case 'pin:views_updated':
      return `now ${event.data.views}`;
    case 'pin:status_changed':
      return event.data.status;
    case 'automation:pipeline_status':
      return `${event.data.progress} %`;
    case 'automation:datasource_sync':
      return `${event.data.sourceName}: ${event.data.recordsProcessed}`;
    case 'automation:api_status':
      return `${event.data.provider}: ${event.data.responseTime} ms`;
    case 'ai:generation_requested':
      return event.data.prompt;
    case 'ai:generation_progress':
      return `${event.data.progress} %`;
    case 'ai:generation_complete':
      return `${event.data.result.tokensUsed} tokens`;
    case 'system:rate_limit_warning':
      return `${event.data.remaining} left`;
    case 'activity_created':
    case 'activity_updated':
      return `${event.data.subcategory}: ${event.data.status}`;
    case 'assignment_changed':
      return `${event.data.subcategory}: ${event.data.assignedTo ?? 'nobody'}`;
    case 'presence_updated':
      return `${event.data.userId} ${event.data.isOnline ? 'came' : 'left'}`;
    case 'source_added':
      return event.data.source_name;
    case 'status_update':
      return `${event.data.sourceName}: ${event.data.status}`;
    case 'progress_update':
      return event.data.progress.message ?? event.data.progress.stage ?? '';
    case 'new_proposal':
    case 'node_created':
    case 'pin:updated':
    case 'reel_created':
      return event.data.title;
    case 'reel_upload_progress':
      return `${event.data.status}, ${event.data.progress} %`;
    case 'notification':
    case 'system_alert':
      return event.data.message;
    default:
      return ''; // its type says all
  }
}
