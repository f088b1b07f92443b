import { createElement, Fragment } from 'react';
import { Button } from 'storybook/internal/components';
import { addons, types, useChannel, useGlobals } from 'storybook/manager-api';
import { type StreamCommand, streamCommandEvent } from './stream-commands.ts';

// Written without JSX: Storybook's own page brings its own React, and JSX would take the project's.

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
  return createElement(
    Fragment,
    null,
    tool(runs ? 'Pause' : 'Play', runs ? 'Stop the story’s clock' : 'Let the story’s clock run', () =>
      updateGlobals({ clock: runs ? 'stands' : 'runs' }),
    ),
    tool(`×${speed}`, `The clock runs ${speed} times as fast; make it ${nextSpeed}`, () =>
      updateGlobals({ speed: nextSpeed }),
    ),
    ...commands.map(({ command, label, title }) => tool(label, title, () => emit(streamCommandEvent, command))),
  );
}

function tool(label: string, title: string, onClick: () => void) {
  return createElement(Button, { key: title, variant: 'ghost', padding: 'small', ariaLabel: title, onClick }, label);
}

addons.register('bisse', () => {
  addons.add('bisse/stream', {
    title: 'Stream',
    type: types.TOOL,
    match: ({ viewMode, tabId }) => !tabId && (viewMode === 'story' || viewMode === 'docs'),
    render: () => createElement(StreamToolbar),
  });
});
