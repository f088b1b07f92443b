// LabsOS, "Server-Side", "Postgres Change Listeners" and "CORS Configuration". The route's session check is its `authorize`,
// and `controller.enqueue(encoder.encode(…))` is `projectStatus.send(projectId, data)`: all else is the document's.
import { createProjectStatus } from '../../../src/server/presets/labsos.ts';
import { type AppOptions, run } from './app.ts';
import { webServer } from './web.ts';

// The document leaves these to the app.
const authOptions = {};
const getServerSession = async (_options: unknown, token: string | undefined) =>
  token === undefined || token === 'wrong' ? null : { user: { id: token } };

// biome-ignore lint/suspicious/noExplicitAny: as the document has it.
type Listener = (payload: { new: any; old: any }) => void;

/** Stands in for `supabaseServer.channel(…).on(…)`: a change reaches the listeners of its table, event and filter. */
function createChannel() {
  const listeners: { on: { event: string; table: string; filter: string }; listener: Listener }[] = [];
  const channel = {
    on(
      _source: 'postgres_changes',
      on: { event: string; schema: string; table: string; filter: string },
      listener: Listener,
    ) {
      listeners.push({ on, listener });
      return channel;
    },
    subscribe: () => channel,
    // biome-ignore lint/suspicious/noExplicitAny: rows are what tables have.
    change(event: string, table: string, payload: { new: any; old: any }) {
      const filter = `project_id=eq.${payload.new.project_id}`;
      for (const { on, listener } of listeners) {
        if (on.event === event && on.table === table && on.filter === filter) listener(payload);
      }
    },
  };
  return channel;
}

export async function startLabsOS({ log, logger, heartbeat }: AppOptions = {}) {
  const projectStatus = createProjectStatus({
    ...(log && { log }),
    ...(logger && { logger }),
    ...(heartbeat !== undefined && { heartbeat }),
    cors: { origins: () => true, credentials: true },
    async authorize(_request, { projectId, token }) {
      // Authentication check
      const session = await getServerSession(authOptions, token);
      if (!session?.user?.id) {
        return new Response('Unauthorized', { status: 401 });
      }
      if (projectId === 'secret') return new Response('Forbidden', { status: 403 });
      return { user: session.user.id };
    },
  });
  const { GET, OPTIONS } = projectStatus;

  const channel = createChannel();
  for (const projectId of ['p1', 'p2']) {
    channel
      .on(
        'postgres_changes',
        {
          event: 'UPDATE',
          schema: 'public',
          table: 'ingestion_sources',
          filter: `project_id=eq.${projectId}`,
        },
        (payload) => {
          const data = {
            type: 'status_update',
            sourceId: payload.new.id,
            status: payload.new.status,
            sourceName: payload.new.source_name,
            updatedAt: payload.new.updated_at,
          };
          projectStatus.send(projectId, data);
        },
      )
      .on(
        'postgres_changes',
        {
          event: 'UPDATE',
          schema: 'public',
          table: 'jobs',
          filter: `project_id=eq.${projectId}`,
        },
        (payload) => {
          // Only broadcast if progress fields were updated
          if (payload.new.progress_updated_at !== payload.old.progress_updated_at) {
            const data = {
              type: 'progress_update',
              jobId: payload.new.id,
              progress: {
                stage: payload.new.progress_stage,
                current: payload.new.progress_current,
                total: payload.new.progress_total,
                message: payload.new.progress_message,
                timestamp: new Date(payload.new.progress_updated_at).getTime(),
              },
            };
            projectStatus.send(projectId, data);
          }
        },
      )
      .on(
        'postgres_changes',
        {
          event: 'INSERT',
          schema: 'public',
          table: 'proposed_nodes',
          filter: `project_id=eq.${projectId}`,
        },
        (payload) => {
          const data = {
            type: 'new_proposal',
            proposalId: payload.new.id,
            title: payload.new.title,
            confidence: payload.new.confidence,
            createdAt: payload.new.created_at,
          };
          projectStatus.send(projectId, data);
        },
      )
      .subscribe();
  }

  // app/api/projects/[projectId]/status/route.ts
  const server = webServer((method, [api, projects, projectId = '', status]) => {
    if (`${api}/${projects}/${status}` !== 'api/projects/status') return undefined;
    if (method === 'OPTIONS') return OPTIONS;
    return (request) => GET(request, { params: Promise.resolve({ projectId: decodeURIComponent(projectId) }) });
  });
  return run(server, { projectStatus, channel }, () => projectStatus.hub.close());
}
