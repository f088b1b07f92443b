import { useQuery } from '@tanstack/react-query';
import { usePresence } from 'bisse';
import type { Activity } from 'bisse/dialects/workload-insights';
import { useItem } from 'bisse/query';
import { memo, useCallback } from 'react';
import { type Person, peopleRows } from '../../rows/workload-insights.ts';
import { Ago } from '../ago.tsx';
import { StateMark } from '../icons.tsx';
import { activityList } from '../lists.ts';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';
import { Value } from '../value.tsx';

/** One person: whether they are here, and how much of what is open is theirs. */
export const PersonRow = memo(function PersonRow({ id }: { readonly id: string }) {
  const person = useItem(peopleRows, id);
  const { isOnline, since } = usePresenceOf(id, person);
  const open = useOpenWork(person?.name);
  const action = useAction();
  if (!person) return null;
  const { name, role } = person;
  return (
    <li className="row person" data-person-id={id} data-online={isOnline}>
      <div className="row-main">
        <div className="task-head">
          <h3>
            {name} <span className="faint">{role}</span>
          </h3>
          <span className={`state ${isOnline ? 'live' : 'idle'}`} data-field="presence">
            <StateMark mark={isOnline ? 'full' : 'ring'} />
            {isOnline ? 'Here' : 'Away'}
            <Ago at={since} />
          </span>
        </div>
        <div className="meta">
          <span>
            <Value field="open" value={open} /> open
          </span>
        </div>
        <Refused error={action.error} />
      </div>
      <div className="row-side">
        <RenderCount />
        <button
          type="button"
          className="button"
          aria-label={isOnline ? `Check out ${name}` : `Check in ${name}`}
          onClick={() =>
            action.send({ method: 'PUT', path: `/api/people/${id}/presence`, body: { isOnline: !isOnline } })
          }
        >
          {isOnline ? 'Check out' : 'Check in'}
        </button>
      </div>
    </li>
  );
});

/** What is known last: the stream's word, or the row, which knew before the stream said anything and is read after a gap. */
function usePresenceOf(id: string, person: Person | undefined) {
  const told = usePresence(id);
  const row = { isOnline: person?.isOnline ?? false, since: person?.since ?? '' };
  if (!told || told.since <= Date.parse(row.since)) return row;
  return { isOnline: told.isOnline, since: new Date(told.since).toISOString() };
}

/** How many activities that are not done somebody works on. */
function useOpenWork(name: string | undefined): number {
  const select = useCallback(
    (rows: readonly Activity[]) => rows.filter((row) => row.assignedTo === name && row.status !== 'Done').length,
    [name],
  );
  // The list beside this one reads the activities.
  return useQuery({ ...activityList, select, refetchOnMount: false }).data ?? 0;
}
