import { LineForm } from '../line-form.tsx';
import { ListPanel } from '../list-panel.tsx';
import { generationList } from '../lists.ts';
import { Refused } from '../panel.tsx';
import { useAction } from '../use-action.ts';
import { GenerationRow } from './generation-row.tsx';
import { RateLimits } from './rate-limits.tsx';

/** PinDown.ai: texts that are generated on request. */
export function Generations() {
  const ask = useAction();
  return (
    <ListPanel
      id="generations"
      title="Generated texts"
      list={generationList}
      empty="Nothing was generated yet. Say what you need above."
      Row={GenerationRow}
    >
      <div className="panel-form">
        <LineForm
          label="What shall it say?"
          submit="Generate"
          onSend={(prompt) => ask.send({ path: '/api/ai/generations', body: { prompt } })}
        />
        <Refused error={ask.error} />
        <RateLimits />
      </div>
    </ListPanel>
  );
}
