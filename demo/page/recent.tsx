import { useEventLog } from 'bisse';
import { gist } from './gist.ts';
import { told } from './told.ts';

/** The last events of the stream, the newest first. All of them are in the view of the same name. */
export function Recent() {
  const events = useEventLog({ types: told, limit: 8 });
  return (
    <section className="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">
        <a href="#/events">Events</a>
      </h2>
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
