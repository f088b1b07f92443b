import { useProgress } from 'bisse';
import { useItem } from 'bisse/query';
import { Progress } from 'bisse/ui';
import { memo } from 'react';
import { generationRows } from '../../rows/pindown.ts';
import { Ago } from '../ago.tsx';
import { Icon } from '../icons.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

const words: Readonly<Record<string, string>> = {
  analyzing: 'Analyzing',
  generating: 'Writing',
  formatting: 'Formatting',
};

/** One text: how far it is, and then what it says. */
export const GenerationRow = memo(function GenerationRow({ id }: { readonly id: string }) {
  const generation = useItem(generationRows, id);
  const told = useProgress('ai', id);
  const action = useAction();
  if (!generation) return null;
  const { prompt, stage, progress, content, tokensUsed, duration, timestamp } = generation;
  const isRunning = duration === null;
  return (
    <li className="row task" data-generation-id={id} data-stage={stage}>
      <div className="row-main">
        <h3>{prompt}</h3>
        {isRunning && (
          <Progress
            label={prompt}
            percent={progress}
            message={told?.stalled ? 'No news' : (words[stage] ?? stage)}
            stalled={told?.stalled}
            receivedAt={told?.receivedAt}
            announce={false}
          />
        )}
        {content && (
          <p className="answer" data-field="content">
            {content}
          </p>
        )}
        {!isRunning && (
          <div className="meta">
            <span>{(tokensUsed ?? 0).toLocaleString('en-US')} tokens</span>
            <span>{(duration / 1_000).toFixed(1)} s</span>
            <Ago at={timestamp} />
          </div>
        )}
        <Refused error={action.error} />
      </div>
      <div className="row-side">
        <RenderCount />
        {!isRunning && (
          <button
            type="button"
            className="icon-button"
            aria-label="Remove"
            onClick={() => action.send({ method: 'DELETE', path: `/api/ai/generations/${id}` })}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
    </li>
  );
});
