import { sources } from 'bisse/dialects/labsos';
import { useItem } from 'bisse/query';
import { memo } from 'react';
import type { LabSource } from '../../rows/labsos.ts';
import { Ago } from '../ago.tsx';
import { type Mark, StateMark } from '../icons.tsx';
import { LineForm } from '../line-form.tsx';
import { ListPanel } from '../list-panel.tsx';
import { sourceList } from '../lists.ts';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

/** LabsOS: what the project takes in. */
export function Sources() {
  const add = useAction();
  return (
    <ListPanel
      id="sources"
      title="Sources"
      note="LabsOS, sample preparation"
      list={sourceList}
      empty="The project has no sources. Name the first one above."
      Row={SourceRow}
    >
      <div className="panel-form">
        <LineForm
          label="Name of a document"
          submit="Add"
          onSend={(source_name) => add.send({ path: '/api/projects/lab/sources', body: { source_name } })}
        />
        <Refused error={add.error} />
      </div>
    </ListPanel>
  );
}

const states: Readonly<Record<string, readonly [look: string, mark: Mark, word: string]>> = {
  pending: ['waiting', 'ring', 'Pending'],
  processing: ['open', 'half', 'Processing'],
  completed: ['done', 'check', 'Completed'],
  failed: ['blocked', 'square', 'Failed'],
};

const SourceRow = memo(function SourceRow({ id }: { readonly id: string }) {
  const source = useItem(sources, id) as LabSource | undefined;
  const action = useAction();
  if (!source) return null;
  const { source_name, status, pages, updated_at } = source;
  const [look, mark, word] = states[status] ?? ['idle', 'ring', status];
  const isEnded = status === 'completed' || status === 'failed';
  return (
    <li className="row task" data-lab-source-id={id} data-status={status}>
      <div className="row-main">
        <h3 data-field="source_name">{source_name}</h3>
        <div className="meta">
          <span className={`state ${look}`} data-field="status">
            <StateMark mark={mark} />
            {word}
          </span>
          <span>{pages === 1 ? '1 page' : `${pages} pages`}</span>
          <Ago at={updated_at} />
        </div>
        <Refused error={action.error} />
      </div>
      <div className="row-side">
        <RenderCount />
        {isEnded && (
          <button
            type="button"
            className="button"
            aria-label={`Read again ${source_name}`}
            onClick={() => action.send({ path: `/api/projects/lab/sources/${id}/ingest` })}
          >
            Read again
          </button>
        )}
      </div>
    </li>
  );
});
