import { useConnection, useEventLog } from 'bisse';
import { useMemo } from 'react';
import { Panel } from '../panel.tsx';
import { told } from '../told.ts';
import { entriesOf } from './entries.ts';
import { Feed } from './feed.tsx';
import { useGapLog } from './gap-log.tsx';

/** All that the stream has told since the page was opened, of all five systems. */
export function EventsView() {
  return (
    <main className="panels events">
      <Events />
    </main>
  );
}

export function Events() {
  const { isLive } = useConnection();
  const events = useEventLog({ types: told });
  const gaps = useGapLog();
  const entries = useMemo(() => entriesOf(events, gaps), [events, gaps]);
  return (
    <Panel
      id="events"
      title="Events"
      count={events.length}
      note="Of all five systems; j and k lead from one to the next"
    >
      {entries.length > 0 && <Feed entries={entries} label="Events" />}
      {entries.length === 0 && (
        <p className="list-state" role="status">
          {isLive ? 'Nothing has happened since this page was opened.' : 'Waiting for the stream.'}
        </p>
      )}
    </Panel>
  );
}
