import { stageOf } from '../../.storybook/stage.ts';

/** How often the demo looks how long ago something was, in ms. */
const tickMs = 30_000;

/** Makes the story's clock the page's, for what says how long ago something was. Other timers stay as they are. */
export function takeTime({ loaded }: { readonly loaded: Record<string, unknown> }): () => void {
  const { clock } = stageOf({ loaded });
  const { setInterval } = globalThis;
  const { now } = Date;
  Date.now = () => clock.now();
  globalThis.setInterval = ((run: () => void, ms: number) => {
    if (ms !== tickMs) return setInterval(run, ms);
    // A number that no timer has: to clear it does nothing, and the story's clock ends with the story.
    const tick = () => {
      run();
      clock.setTimeout(tick, tickMs);
    };
    clock.setTimeout(tick, tickMs);
    return 0;
  }) as typeof setInterval;
  return () => {
    Date.now = now;
    globalThis.setInterval = setInterval;
  };
}
