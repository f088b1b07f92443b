import { ListPanel } from '../list-panel.tsx';
import { pipelineList } from '../lists.ts';
import { PipelineRow } from './pipeline-row.tsx';

/** PinDown.ai: what runs by itself. */
export function Pipelines() {
  return (
    <ListPanel
      id="pipelines"
      title="Pipelines"
      list={pipelineList}
      empty="No pipeline fills this board."
      Row={PipelineRow}
    />
  );
}
