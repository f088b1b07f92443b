/** @jsxRuntime automatic */
import { Fragment } from 'react';
import { Button } from 'storybook/internal/components';
import { addons, types, useChannel, useGlobals } from 'storybook/manager-api';
import { type StreamCommand, streamCommandEvent } from './stream-commands.ts';

const commands: readonly { readonly command: StreamCommand; readonly label: string; readonly title: string }[] = [
  { command: 'drop', label: 'Drop', title: 'Break the stream, as a lost network does' },
  { command: 'unauthorized', label: '401', title: 'Break the stream and answer the next attempt with 401' },
  { command: 'burst', label: 'Burst 500', title: 'Send 500 events at once' },
];

const speeds = [1, 4, 10];

/** Time and mishaps for the story's stream. */
function StreamToolbar() {
  const [{ clock, speed }, updateGlobals] = useGlobals();
  const emit = useChannel({});
  const runs = clock !== 'stands';
  const nextSpeed = speeds[(speeds.indexOf(Number(speed)) + 1) % speeds.length];
  return (
    <Fragment>
      <Button
        variant="ghost"
        padding="small"
        ariaLabel={runs ? 'Stop the story’s clock' : 'Let the story’s clock run'}
        onClick={() => updateGlobals({ clock: runs ? 'stands' : 'runs' })}
      >
        {runs ? '⏸' : '▶'}
      </Button>
      <Button
        variant="ghost"
        padding="small"
        ariaLabel={`The clock is ${speed} times as fast; make it ${nextSpeed}`}
        onClick={() => updateGlobals({ speed: nextSpeed })}
      >
        ×{speed}
      </Button>
      {commands.map(({ command, label, title }) => (
        <Button
          key={command}
          variant="ghost"
          padding="small"
          ariaLabel={title}
          onClick={() => emit(streamCommandEvent, command)}
        >
          {label}
        </Button>
      ))}
    </Fragment>
  );
}

addons.register('bisse', () => {
  addons.add('bisse/stream', {
    title: 'Stream',
    type: types.TOOL,
    match: ({ viewMode, tabId }) => !tabId && (viewMode === 'story' || viewMode === 'docs'),
    render: () => <StreamToolbar />,
  });
});
