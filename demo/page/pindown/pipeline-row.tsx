import { useProgress } from 'bisse';
import { useItem } from 'bisse/query';
import { PipelineProgress } from 'bisse/ui';
import { memo } from 'react';
import { type Pipeline, pipelineRows } from '../../rows/pindown.ts';
import { Ago } from '../ago.tsx';
import { type Mark, StateMark } from '../icons.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

const stages = [{ id: 'data_processing' }, { id: 'transforming' }, { id: 'publishing' }];

/** One pipeline: its stage and how far it is, and what can be done about it. */
export const PipelineRow = memo(function PipelineRow({ id }: { readonly id: string }) {
  const pipeline = useItem(pipelineRows, id);
  const told = useProgress('pipeline', id);
  const action = useAction();
  if (!pipeline) return null;
  const { name, status, stage, progress, message, timestamp } = pipeline;
  const path = `/api/pipelines/${id}`;
  const isRunning = status === 'running';
  const isCancelled = stage === 'cancelled';
  const isSilent = isRunning && told?.stalled === true;
  const { look, mark, word } = isSilent ? looks.stalled : looks[isCancelled ? 'cancelled' : status];
  const isUnderWay = isRunning || (status === 'failed' && !isCancelled);

  return (
    <li className="row task" data-pipeline-id={id} data-status={status}>
      <div className="row-main">
        <div className="task-head">
          <h3>{name}</h3>
          <span className={`state ${look}`} data-field="status">
            <StateMark mark={mark} />
            {word}
          </span>
        </div>
        {isUnderWay && (
          <PipelineProgress
            label={name}
            stages={stages}
            stage={stage}
            percent={progress}
            message={isRunning ? (message ?? undefined) : undefined}
            failed={status === 'failed'}
            stalled={isSilent}
            receivedAt={told?.receivedAt}
            announce={false}
          />
        )}
        {!isRunning && (
          <div className="meta">
            <span data-field="message">{message ?? (status === 'idle' ? 'Has not run yet' : '')}</span>
            {status !== 'idle' && <Ago at={timestamp} />}
          </div>
        )}
        <div className="actions">
          {isRunning ? (
            <>
              <button type="button" className="button" onClick={() => action.send({ path: `${path}/cancel` })}>
                Cancel
              </button>
              <button type="button" className="button" onClick={() => action.send({ path: `${path}/fail` })}>
                Let fail
              </button>
            </>
          ) : (
            <button type="button" className="button" onClick={() => action.send({ path: `${path}/start` })}>
              {status === 'failed' ? 'Start again' : 'Start'}
            </button>
          )}
        </div>
        <Refused error={action.error} />
      </div>
      <RenderCount />
    </li>
  );
});

interface Look {
  readonly look: string;
  readonly mark: Mark;
  readonly word: string;
}

const looks: Readonly<Record<Pipeline['status'] | 'cancelled' | 'stalled', Look>> = {
  idle: { look: 'idle', mark: 'ring', word: 'Idle' },
  running: { look: 'open', mark: 'half', word: 'Running' },
  completed: { look: 'done', mark: 'check', word: 'Completed' },
  failed: { look: 'blocked', mark: 'square', word: 'Failed' },
  cancelled: { look: 'idle', mark: 'ring', word: 'Cancelled' },
  stalled: { look: 'busy', mark: 'half', word: 'No news' },
};
