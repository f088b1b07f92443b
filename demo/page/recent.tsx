import { useEventLog } from 'bisse';
import { gist } from './gist.ts';

const types = [
  ...(['question:*', 'pin:*', 'automation:*', 'ai:*', 'system:rate_limit_warning', 'system:job_completed'] as const),
  ...(['status_update', 'progress_update', 'new_proposal', 'proposal_update', 'proposal_deleted'] as const),
  ...(['source_added', 'job_started', 'node_created'] as const),
  ...(['activity_created', 'activity_updated', 'assignment_changed', 'presence_updated'] as const),
  ...(['notification', 'system_alert', 'user_update'] as const),
  ...(['reel_created', 'reel_upload_progress', 'reel_ready', 'reel_removed'] as const),
] as const;

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
