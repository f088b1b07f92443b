import { activities } from 'bisse/dialects/workload-insights';
import { useItem } from 'bisse/query';
import { memo } from 'react';
import { Ago } from '../ago.tsx';
import { Icon } from '../icons.tsx';
import { Refused } from '../panel.tsx';
import { Picker } from '../picker.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';
import { Value } from '../value.tsx';
import { StatusState, statuses } from './status.tsx';

const people = ['Amira Haddad', 'Ines Costa', 'Luca Favre', 'Mira Novak', 'Sven Olsen', 'Tom Walker'];
const assignees = [{ value: '', label: 'Unassigned' }, ...people.map((name) => ({ value: name, label: name }))];
const stages = statuses.map((status) => ({ value: status, label: status }));

/** One activity: what and where, how far it has come, and who works on it. */
export const ActivityRow = memo(function ActivityRow({ id }: { readonly id: string }) {
  const activity = useItem(activities, id);
  const action = useAction();
  if (!activity) return null;
  const { category, subcategory, location, status, reporter, assignedTo, latestUpdate, timestamp } = activity;
  const change = (body: object) => action.send({ method: 'PUT', path: `/api/activities/${id}`, body });

  return (
    <li className="row activity" data-activity-id={id} data-status={status}>
      <div className="row-main">
        <p className="activity-title">
          <span data-field="subcategory">{subcategory}</span>
          <span className="category" data-field="category">
            {category}
          </span>
        </p>
        <div className="meta">
          <span className="place">
            <Icon name="place" />
            <span data-field="location">{location}</span>
          </span>
          <span className="reporter" title="Reported by">
            by <span data-field="reporter">{reporter}</span>
          </span>
          <Ago at={timestamp} />
        </div>
        {latestUpdate && (
          <p className="answer" data-field="latestUpdate">
            {latestUpdate.notes} <span className="author">{latestUpdate.authorId}</span>
          </p>
        )}
        <Refused error={action.error} />
      </div>
      <div className="row-side column">
        <Picker label="Status" value={status} options={stages} onPick={(status) => change({ status })}>
          <StatusState status={status} field="status" />
        </Picker>
        <Picker
          label="Assigned to"
          value={assignedTo ?? ''}
          options={assignees}
          onPick={(name) => change({ assignedTo: name === '' ? null : name })}
        >
          <Value field="assignedTo" value={assignedTo ?? ''} className="assignee" />
        </Picker>
        <RenderCount />
      </div>
    </li>
  );
});
