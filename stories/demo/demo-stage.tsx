import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useStreamClient } from 'bisse';
import { querySink } from 'bisse/query';
import { type ReactNode, useState } from 'react';
import { type Stage, stageOf } from '../../.storybook/stage.ts';
import { dialect } from '../../demo/dialect.ts';
import base from '../../demo/page/styles/base.css?inline';
import events from '../../demo/page/styles/events.css?inline';
import frame from '../../demo/page/styles/frame.css?inline';
import rows from '../../demo/page/styles/rows.css?inline';
import tasks from '../../demo/page/styles/tasks.css?inline';
import tokens from '../../demo/page/styles/tokens.css?inline';
import views from '../../demo/page/styles/views.css?inline';
import { createDemoServer, type DemoServer } from './demo-server.ts';

// The demo styles elements by their names, so its styles are there only as long as a story of its own is.
const styles = [tokens, base, frame, rows, tasks, views, events].join('\n');

interface DemoParameters {
  /** The rows at each path. */
  readonly lists?: Readonly<Record<string, readonly unknown[]>>;
  /** How paths are answered that are not simply taken. */
  readonly answers?: Readonly<Record<string, Parameters<DemoServer['answer']>[1]>>;
}

/** For the meta of each story of the demo: a server, a query cache on the stage's stream, and the demo's own styles. */
export const demoParameters = {
  stream: { dialect, connect: false, startMs: 0 },
};

/** Makes the story's server and puts it in place of `fetch`. Stories of one page share `fetch`, so they have no common page. */
export async function loadDemo({ parameters }: { readonly parameters: Record<string, unknown> }) {
  const { lists, answers = {} } = (parameters['demo'] ?? {}) as DemoParameters;
  const server = createDemoServer(lists);
  for (const [path, answer] of Object.entries(answers)) server.answer(path, answer);
  return { server };
}

export function takeFetch({ loaded }: { readonly loaded: Record<string, unknown> }): () => void {
  const before = globalThis.fetch;
  globalThis.fetch = (loaded['server'] as DemoServer).fetch;
  return () => {
    globalThis.fetch = before;
  };
}

export function DemoStage({ children }: { readonly children: ReactNode }) {
  const client = useStreamClient();
  const [queryClient] = useState(() => {
    const made = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    client.attach(querySink(made));
    return made;
  });
  return (
    <QueryClientProvider client={queryClient}>
      <style>{styles}</style>
      <div className="demo-panel">{children}</div>
    </QueryClientProvider>
  );
}

export interface DemoPlay extends Stage {
  readonly server: DemoServer;
  /** Has the stream tell an event, and waits until it is shown. */
  readonly tell: (event: string, data: object, meta?: Readonly<Record<string, unknown>>) => Promise<void>;
}

let lastId = 0;

/** What a play function of the demo works with, once the lists have been read and the stream is open. */
export async function demoOf(context: { readonly loaded: Record<string, unknown> }): Promise<DemoPlay> {
  const stage = stageOf(context);
  await stage.advance(500);
  return {
    ...stage,
    server: context.loaded['server'] as DemoServer,
    async tell(event, data, meta = {}) {
      lastId += 1;
      stage.stream.emit({ event, data, id: String(lastId), meta });
      await stage.advance(50);
    },
  };
}
