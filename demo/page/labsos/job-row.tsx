import { useProgress } from 'bisse';
import { type Source, sources } from 'bisse/dialects/labsos';
import { useItem } from 'bisse/query';
import { Progress } from 'bisse/ui';
import { memo } from 'react';
import { jobRows } from '../../rows/labsos.ts';
import { Ago } from '../ago.tsx';
import { type Mark, StateMark } from '../icons.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

type Look = readonly [look: string, mark: Mark, word: string];

const ends: Readonly<Record<string, Look>> = {
  complete: ['done', 'check', 'Done'],
  failed: ['blocked', 'square', 'Failed'],
};
const stages: Readonly<Record<string, string>> = { extracting: 'Reading', linking: 'Linking' };

/** One job: which source it reads, and how far it is. */
export const JobRow = memo(function JobRow({ id }: { readonly id: string }) {
  const job = useItem(jobRows, id);
  const told = useProgress('job', id);
  // A job knows its source by id alone.
  const name = useItem(sources, job?.source_id ?? '', nameOf) ?? 'A source';
  const action = useAction();
  if (!job) return null;
  const { current, total, message, updated_at } = job;
  const stage = job.stage ?? 'waiting';
  const end = ends[stage];
  const running: Look = told?.stalled ? ['busy', 'half', 'No news'] : ['open', 'half', stages[stage] ?? stage];
  const [look, mark, word] = end ?? running;
  return (
    <li className="row task" data-job-id={id} data-stage={stage}>
      <div className="row-main">
        <div className="task-head">
          <h3>{name}</h3>
          <span className={`state ${look}`} data-field="stage">
            <StateMark mark={mark} />
            {word}
          </span>
        </div>
        <Progress
          label={name}
          percent={total ? (100 * (current ?? 0)) / total : 0}
          message={end ? undefined : (message ?? 'Opening')}
          done={stage === 'complete'}
          failed={stage === 'failed'}
          stalled={told?.stalled}
          receivedAt={told?.receivedAt}
          announce={false}
        />
        {end ? (
          <div className="meta">
            <span data-field="message">{message}</span>
            <Ago at={updated_at} />
          </div>
        ) : (
          <div className="actions">
            <button
              type="button"
              className="button"
              onClick={() => action.send({ path: `/api/projects/lab/jobs/${id}/fail` })}
            >
              Let fail
            </button>
          </div>
        )}
        <Refused error={action.error} />
      </div>
      <RenderCount />
    </li>
  );
});

const nameOf = (source: Source) => source.source_name;
