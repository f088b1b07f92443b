import type { Person } from '../../rows/workload-insights.ts';
import { ListPanel } from '../list-panel.tsx';
import { peopleList } from '../lists.ts';
import { PersonRow } from './person-row.tsx';

/** Workload Insights: who is here, and who has how much to do. */
export function People() {
  return (
    <ListPanel
      id="people"
      title="People"
      note="Presence and open work"
      list={peopleList}
      pick={presentFirst}
      empty="Nobody works here yet."
      Row={PersonRow}
    />
  );
}

function presentFirst(people: readonly Person[]): readonly string[] {
  return people
    .toSorted((a, b) => Number(b.isOnline) - Number(a.isOnline) || a.name.localeCompare(b.name))
    .map(({ id }) => id);
}
