import { useProgress } from 'bisse';
import { useItem } from 'bisse/query';
import { memo } from 'react';
import { type Pipeline, pipelineRows } from '../../rows/pindown.ts';
import { Ago } from '../ago.tsx';
import { Bar } from '../bar.tsx';
import { type Mark, StateMark } from '../icons.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

/** One pipeline: its stage and how far it is, and what can be done about it. */
export const PipelineRow = memo(function PipelineRow({ id }: { readonly id: string }) {
  const pipeline = useItem(pipelineRows, id);
  const stalled = useProgress('pipeline', id)?.stalled === true && pipeline?.status === 'running';
  const action = useAction();
  if (!pipeline) return null;
  const { name, status, stage, progress, message, timestamp } = pipeline;
  const path = `/api/pipelines/${id}`;
  const isRunning = status === 'running';
  const { look, mark, word, bar } = stalled ? looks.stalled : looks[stage === 'cancelled' ? 'cancelled' : status];

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
        {status !== 'idle' && <Bar label={name} percent={progress} look={bar} />}
        <div className="meta">
          <span data-field="stage">{isRunning ? stageWords(stage) : null}</span>
          <span data-field="message">{message ?? (status === 'idle' ? 'Has not run yet' : '')}</span>
          {isRunning ? (
            <span className="end" data-field="progress">
              {progress} %
            </span>
          ) : (
            status !== 'idle' && <Ago at={timestamp} />
          )}
        </div>
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
  readonly bar: 'busy' | 'done' | 'failed' | 'stalled' | 'idle';
}

const looks: Readonly<Record<Pipeline['status'] | 'cancelled' | 'stalled', Look>> = {
  idle: { look: 'idle', mark: 'ring', word: 'Idle', bar: 'idle' },
  running: { look: 'open', mark: 'half', word: 'Running', bar: 'busy' },
  completed: { look: 'done', mark: 'check', word: 'Completed', bar: 'done' },
  failed: { look: 'blocked', mark: 'square', word: 'Failed', bar: 'failed' },
  cancelled: { look: 'idle', mark: 'ring', word: 'Cancelled', bar: 'idle' },
  stalled: { look: 'busy', mark: 'half', word: 'No news', bar: 'stalled' },
};

/** `data_processing`, as people say it. */
function stageWords(stage: string): string {
  const words = stage.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
