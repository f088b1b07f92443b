import { type EventOf, type EventsOf, useEventLog } from 'bisse';
import type { dialect } from '../dialect.ts';

type DemoEvent = EventOf<EventsOf<typeof dialect>>;

const types = ['question:*', 'pin:*', 'activity_created', 'activity_updated', 'assignment_changed'] as const;

/** The last events of the stream, the newest first. */
export function Recent() {
  const events = useEventLog({ types, limit: 8 });
  return (
    <section className="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">Events</h2>
      {events.length === 0 && <p>Nothing has happened since this page was opened.</p>}
      <ol>
        {events.toReversed().map((event) => (
          <li key={event.id ?? `${event.type} ${event.receivedAt}`}>
            <time dateTime={new Date(event.receivedAt).toISOString()}>{clock(event.receivedAt)}</time>
            <code>{event.type}</code>
            <span>{gist(event)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}

/** What happened, in a few words. */
function gist(event: DemoEvent): string {
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
    case 'pin:updated':
      return event.data.title;
    case 'activity_created':
    case 'activity_updated':
      return `${event.data.subcategory}: ${event.data.status}`;
    case 'assignment_changed':
      return `${event.data.subcategory}: ${event.data.assignedTo ?? 'nobody'}`;
    default:
      return ''; // not among the types that are listed
  }
}
