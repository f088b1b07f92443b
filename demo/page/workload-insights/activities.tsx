import { useQuery } from '@tanstack/react-query';
import type { Activity } from 'bisse/dialects/workload-insights';
import { useMemo, useRef, useState } from 'react';
import { Icon } from '../icons.tsx';
import { activityList } from '../lists.ts';
import { ListState, Panel } from '../panel.tsx';
import { useMoves } from '../use-moves.ts';
import { ActivityForm } from './activity-form.tsx';
import { ActivityRow } from './activity-row.tsx';
import { StatusState, statuses } from './status.tsx';

interface Group {
  readonly status: string;
  readonly ids: readonly string[];
}

/** Workload Insights: what is to be done, by how far it has come. */
export function Activities() {
  const {
    data: groups = none,
    isPending,
    isSuccess,
    error,
    errorUpdateCount,
    refetch,
  } = useQuery({ ...activityList, select: byStatus });
  const [isReporting, setReporting] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const order = useMemo(() => groups.flatMap(({ status, ids }) => [`status:${status}`, ...ids]), [groups]);
  useMoves(list, order);
  const count = groups.reduce((sum, { ids }) => sum + ids.length, 0);

  return (
    <Panel
      id="activities"
      title="Activities"
      count={isSuccess ? count : undefined}
      note="Workload Insights"
      action={
        <button type="button" className="button" aria-expanded={isReporting} onClick={() => setReporting(!isReporting)}>
          <Icon name="plus" />
          Report
        </button>
      }
    >
      {isReporting && <ActivityForm onDone={() => setReporting(false)} />}
      <ListState
        isPending={isPending}
        error={error}
        failures={errorUpdateCount}
        isEmpty={count === 0}
        empty="Nothing to do. Report an activity to begin."
        retry={refetch}
      />
      {/* One list with its headings among the rows: a row that changes its status moves, and is not made anew. */}
      <ul className="rows" ref={list}>
        {groups.flatMap(({ status, ids }) => [
          <li key={`status:${status}`} className="group-head">
            <StatusState status={status} />
            <span className="count">{ids.length}</span>
          </li>,
          ...ids.map((id) => <ActivityRow key={id} id={id} />),
        ])}
      </ul>
    </Panel>
  );
}

const none: readonly Group[] = [];

/** Groups of ids, in the order of work; statuses that nobody foresaw come last. */
function byStatus(activities: readonly Activity[]): readonly Group[] {
  const others = activities.map(({ status }) => status).filter((status) => !statuses.includes(status));
  return [...statuses, ...new Set(others)]
    .map((status) => ({ status, ids: activities.filter((one) => one.status === status).map(({ id }) => id) }))
    .filter(({ ids }) => ids.length > 0);
}
