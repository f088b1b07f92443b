import { type Recording, writeRecording } from '../wire/recording.ts';
import type { Moment } from './timeline.ts';

/** Where code finds something: a name, and the file or package that exports it. */
export interface ImportName {
  readonly name: string;
  readonly from: string;
}

export interface CopyAsTestOptions {
  /** The app's dialect. */
  readonly dialect: ImportName;
  /** What the test is to end with: the last moment of the recording. */
  readonly expected: Moment;
  /** Default: the day and the time at which it was recorded. */
  readonly title?: string | undefined;
}

/** A Vitest test that plays the recording and ends in the same slices and the same cache. */
export function copyAsTest(recording: Recording, { dialect, expected, title }: CopyAsTestOptions): string {
  const { slices, queries } = expected;
  const named = title ?? `the recording of ${new Date(recording.header.startedAt).toISOString()} ends as it did`;
  return `import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { querySink } from 'bisse/query';
import { createTestClient, createVirtualClock, fromRecording } from 'bisse/testing';
import { expect, test } from 'vitest';
import { ${dialect.name} } from ${quoted(dialect.from)};

${constantOf(recording)}

test(${quoted(named)}, async () => {
  const clock = createVirtualClock(${recording.header.startedAt});
  const playback = fromRecording(recording, { clock });
  const queryClient = new QueryClient({ defaultOptions: { queries: { queryFn: playback.read, retry: false } } });
  const { client } = createTestClient({
    dialect: ${dialect.name},
    clock,
    script: playback.script,
    sinks: [querySink(queryClient)],
    // The recording says when the server is there again.
    reconnect: { minMs: 1, maxMs: 1 },
  });
  for (const { queryKey, at } of playback.queries) {
    clock.setTimeout(() => new QueryObserver(queryClient, { queryKey }).subscribe(() => {}), at);
  }
  client.connect();
  await clock.advance(playback.durationMs + 2_000);

  expect(client.store.getState().slices).toEqual(${json(slices, '  ')});
${queries.map(({ queryKey, data }) => `  expect(queryClient.getQueryData(${json(queryKey, '  ')})).toEqual(${json(data, '  ')});\n`).join('')}  client.close();
  queryClient.clear();
});
`;
}

export interface CopyAsStoryOptions {
  readonly dialect: ImportName;
  /** What the story shows. It stands under a provider of the stream and one of a query client. */
  readonly component: ImportName;
  /** The story's name in the sidebar. Default: `Recorded`. */
  readonly name?: string | undefined;
}

/** A Storybook story that shows a component while the recording is played, in its own time. */
export function copyAsStory(recording: Recording, options: CopyAsStoryOptions): string {
  const { dialect, component, name = 'Recorded' } = options;
  return `import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createStreamClient, StreamProvider } from 'bisse';
import { querySink } from 'bisse/query';
import { createScriptedTransport, fromRecording } from 'bisse/testing';
import { useState } from 'react';
import { ${dialect.name} } from ${quoted(dialect.from)};
import { ${component.name} } from ${quoted(component.from)};

${constantOf(recording)}

/** Everything that the recording fills, made once for each time that the story is shown. */
function play() {
  const playback = fromRecording(recording);
  const queryClient = new QueryClient({ defaultOptions: { queries: { queryFn: playback.read, retry: false } } });
  const client = createStreamClient({
    url: '/recorded',
    dialect: ${dialect.name},
    transport: createScriptedTransport(playback.script),
    tabs: 'solo',
    sinks: [querySink(queryClient)],
    reconnect: { minMs: 1, maxMs: 1 },
  });
  client.lease();
  return { client, queryClient };
}

function Played() {
  const [{ client, queryClient }] = useState(play);
  return (
    <QueryClientProvider client={queryClient}>
      <StreamProvider client={client}>
        <${component.name} />
      </StreamProvider>
    </QueryClientProvider>
  );
}

export default { title: ${quoted(`${component.name}/${name}`)}, component: ${component.name} };

export const ${identifierOf(name)} = { render: () => <Played /> };
`;
}

export interface CopyAsHandlerOptions {
  /** The url of the stream, as MSW takes it. */
  readonly url: string;
}

/** An MSW handler that answers as the server did. */
export function copyAsHandler(recording: Recording, { url }: CopyAsHandlerOptions): string {
  return `import { fromRecording } from 'bisse/testing';
import { streamHandler } from 'bisse/testing/msw';

${constantOf(recording)}

export const handlers = [streamHandler(${quoted(url)}, fromRecording(recording).script)];
`;
}

/** The recording as a constant, a line of source for each of its lines. */
function constantOf(recording: Recording): string {
  const lines = writeRecording(recording).trimEnd().split('\n');
  return `const recording = [\n${lines.map((line) => `  ${quoted(line)},\n`).join('')}].join('\\n');`;
}

/** A text as source: no character of it ends the literal, and none is read as a line end. */
function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

function json(value: unknown, indent: string): string {
  const text = JSON.stringify(value, null, 2) ?? 'undefined';
  return text.replaceAll('\n', `\n${indent}`).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function identifierOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\p{L}/u.test(joined) ? joined : `Recorded${joined}`;
}
