import { useItem } from 'bisse/query';
import { Progress } from 'bisse/ui';
import { memo } from 'react';
import { dataSourceRows } from '../../rows/pindown.ts';
import { Ago } from '../ago.tsx';
import { StateMark } from '../icons.tsx';
import { ListPanel } from '../list-panel.tsx';
import { dataSourceList } from '../lists.ts';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

/** PinDown.ai: outside data that pins are made of. */
export function DataSources() {
  return (
    <ListPanel
      id="data-sources"
      title="Data sources"
      list={dataSourceList}
      empty="No outside data is connected."
      Row={DataSourceRow}
    />
  );
}

const states = {
  syncing: ['open', 'half', 'Syncing'],
  completed: ['done', 'check', 'In step'],
  error: ['blocked', 'square', 'Error'],
} as const;

const DataSourceRow = memo(function DataSourceRow({ id }: { readonly id: string }) {
  const source = useItem(dataSourceRows, id);
  const action = useAction();
  if (!source) return null;
  const { sourceName, status, recordsProcessed, totalRecords, lastSync } = source;
  const [look, mark, word] = states[status];
  const isSyncing = status === 'syncing';
  return (
    <li className="row task" data-source-id={id} data-status={status}>
      <div className="row-main">
        <div className="task-head">
          <h3>{sourceName}</h3>
          <span className={`state ${look}`} data-field="status">
            <StateMark mark={mark} />
            {word}
          </span>
        </div>
        {isSyncing && (
          <Progress
            label={sourceName}
            percent={(100 * recordsProcessed) / Math.max(1, totalRecords)}
            announce={false}
          />
        )}
        <div className="meta">
          <span data-field="recordsProcessed">
            {recordsProcessed.toLocaleString('en-US')} of {totalRecords.toLocaleString('en-US')} records
          </span>
          {lastSync && !isSyncing && <Ago at={lastSync} />}
        </div>
        <Refused error={action.error} />
      </div>
      <div className="row-side">
        <RenderCount />
        <button
          type="button"
          className="button"
          disabled={isSyncing}
          aria-label={`Sync ${sourceName}`}
          onClick={() => action.send({ path: `/api/data-sources/${id}/sync` })}
        >
          Sync
        </button>
      </div>
    </li>
  );
});
