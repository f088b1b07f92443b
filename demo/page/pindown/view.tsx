import { Audience } from './audience.tsx';
import { DataSources } from './data-sources.tsx';
import { Generations } from './generations.tsx';
import { OutsideApis } from './outside-apis.tsx';
import { Pins } from './pins.tsx';
import { Pipelines } from './pipelines.tsx';

/** PinDown.ai: pins, what fills them by itself, and who looks at them. */
export function PindownView() {
  return (
    <main className="panels pindown">
      <Pins />
      <div className="stack">
        <Pipelines />
        <DataSources />
        <OutsideApis />
      </div>
      <div className="stack">
        <Audience />
        <Generations />
      </div>
    </main>
  );
}
