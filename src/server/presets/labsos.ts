import { labsos } from '../../dialects/labsos.ts';
import type { Dialect } from '../../events/dialect.ts';
import { createHub, type Hub } from '../hub.ts';
import { consoleHubLogger } from '../logger.ts';
import { isPattern } from '../scopes.ts';
import { createBroadcast } from './broadcast.ts';
import { type RowChange, toMessage } from './labsos/changes.ts';
import { writeProjectControl } from './labsos/control.ts';
import { type Access, type PresetOptions, toIdentity } from './options.ts';

export type { RowChange } from './labsos/changes.ts';

/** A message as LabsOS writes it: `{ type, …fields }`. LabsOS, "Event Types". */
export interface StatusMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What a request asks for. */
export interface AskedProject {
  readonly projectId: string;
  /** The `?token=` of a client that can set no headers. The header `Authorization` is the request's. */
  readonly token: string | undefined;
}

export interface ProjectStatusOptions extends PresetOptions {
  /**
   * Says who may follow a project: the document's session and its project-level access. Nothing: 401, in the document's words.
   * Where sign-in and access are two things, answer the latter yourself: `new Response('Forbidden', { status: 403 })`.
   */
  readonly authorize: (request: Request, asked: AskedProject) => Access | Promise<Access>;
}

/** The params of a Next route: a promise, or, before Next 15, the thing itself. */
export interface ProjectContext {
  readonly params: Promise<{ readonly projectId: string }> | { readonly projectId: string };
}

/** The streams of all projects, over one hub. */
export interface ProjectStatus {
  /** `export const { GET, OPTIONS } = projectStatus` in app/api/projects/[projectId]/status/route.ts. */
  readonly GET: (request: Request, context: ProjectContext) => Promise<Response>;
  readonly OPTIONS: (request: Request) => Promise<Response>;
  /** The same for other servers, which know the project in their own way. */
  readonly stream: (request: Request, projectId: string) => Promise<Response>;
  /**
   * Sends a message to those who follow a project: what the document's listeners do with `controller.enqueue`. Never
   * rejects: the write before it is done, and the logger is told.
   */
  readonly send: (projectId: string, message: StatusMessage) => Promise<void>;
  /**
   * Takes a changed row as Supabase tells of it, and sends what the document makes of it: one subscription for all projects,
   * `.on('postgres_changes', { event: '*', schema: 'public', table: 'jobs' }, projectStatus.onChange)`.
   */
  readonly onChange: (change: RowChange) => void;
  /** The hub behind it: `hub.drain()` on SIGTERM, `hub.stats()`, `hub.from(…)`. */
  readonly hub: Hub;
}

/**
 * The server side of LabsOS: `GET /api/projects/:id/status?token=…`. The document asks for a Bearer token in one place, for a
 * session in another and sends `?token=` in a third: `authorize` gets all three. It subscribes to the database for every
 * client and never unsubscribes; here one subscription (or `hub.from(postgresOutbox(…))`) serves all. It has no
 * heartbeat; the hub's `{type: 'heartbeat'}` is one that its clients pass over.
 * The document's CORS headers are `cors: { origins: [process.env.NEXT_PUBLIC_APP_URL], credentials: true }`.
 * Keep it on `globalThis` where Next loads a module once for each route.
 * @throws ConfigError on an option that cannot be meant.
 */
export function createProjectStatus(options: ProjectStatusOptions): ProjectStatus {
  const { authorize, events = labsos(), ...rest } = options;
  const { logger = consoleHubLogger } = options;
  const projects = new WeakMap<Request, string>();
  const hub: Hub<Dialect> = createHub({
    ...{ ...rest, events, logger },
    control: writeProjectControl,
    async authorize(request) {
      const projectId = projects.get(request);
      // A project that is called like all projects would hear them.
      if (projectId === undefined || isPattern(scopeOf(projectId))) return null;
      const token = new URL(request.url).searchParams.get('token') ?? undefined;
      const access = await authorize(request, { projectId, token });
      return toIdentity(access, [scopeOf(projectId)]) ?? new Response('Unauthorized', { status: 401 });
    },
  });
  const broadcast = createBroadcast(hub, logger);

  function stream(request: Request, projectId: string): Promise<Response> {
    projects.set(request, projectId);
    return hub.fetch(request);
  }

  const send = (projectId: string, { type, ...data }: StatusMessage) =>
    broadcast({ type, data, to: scopeOf(projectId) });

  return {
    GET: async (request, { params }) => stream(request, (await params).projectId),
    OPTIONS: hub.fetch,
    stream,
    send,
    onChange(change) {
      const message = toMessage(change);
      if (!message) return;
      const projectId = (change.eventType === 'DELETE' ? change.old : change.new)['project_id'];
      if (typeof projectId === 'string') void send(projectId, message);
      else {
        logger.warn(
          { table: change.table, eventType: change.eventType },
          'bisse: a changed row names no project, so nobody was told. Deleted rows have all their columns only with REPLICA IDENTITY FULL.',
        );
      }
    },
    hub,
  };
}

const scopeOf = (projectId: string) => `project:${projectId}`;
