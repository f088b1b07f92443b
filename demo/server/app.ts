import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import { fastifyHub } from 'bisse/server/fastify';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { AppParts } from './app-parts.ts';
import { jobRoutes } from './labsos/jobs.ts';
import { proposalRoutes } from './labsos/proposals.ts';
import { sourceRoutes } from './labsos/sources.ts';
import { apiRoutes } from './pindown/apis.ts';
import { dataSourceRoutes } from './pindown/data-sources.ts';
import { exportRoutes } from './pindown/exports.ts';
import { generationRoutes } from './pindown/generations.ts';
import { pinRoutes } from './pindown/pins.ts';
import { pipelineRoutes } from './pindown/pipelines.ts';
import { questionRoutes } from './pulsestage/questions.ts';
import { messageRoutes } from './reels/messages.ts';
import { reelRoutes } from './reels/reels.ts';
import { replayRoutes } from './replay.ts';
import { Refusal } from './requests.ts';
import { activityRoutes } from './workload-insights/activities.ts';
import { peopleRoutes } from './workload-insights/people.ts';

const systems = [
  ...[pinRoutes, pipelineRoutes, dataSourceRoutes, apiRoutes, generationRoutes, exportRoutes],
  ...[sourceRoutes, jobRoutes, proposalRoutes],
  ...[activityRoutes, peopleRoutes],
  questionRoutes,
  ...[reelRoutes, messageRoutes],
];

/** The whole server, not listening yet: the stream, five systems, and the page. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { hub, measure, page, replay } = parts;
  const app = fastify({ forceCloseConnections: true });

  readEmptyBodies(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: 'Not Found', reason: `There is nothing at ${request.method} ${request.url}.` }),
  );
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('Cache-Control', 'no-store');
  });
  app.addHook<{ Params: { id?: string } }>('preValidation', async ({ params }) => {
    // Postgres cannot even be asked for such an id.
    if (params.id?.includes('\0')) throw new Refusal(404, 'No id contains a NUL character.');
  });

  if (replay === undefined) await app.register(fastifyHub, { hub, url: '/events' });
  else replayRoutes(app, replay);
  for (const addRoutes of systems) addRoutes(app, parts);
  app.get('/api/health', (_request, reply) => reply.header('Stream-Cursor', hub.cursor()).send(measure()));
  if (existsSync(page)) await app.register(fastifyStatic, { root: page });
  return app;
}

/** `POST …/upvote` says all in its url: a JSON body may be left empty. */
function readEmptyBodies(app: FastifyInstance) {
  const readJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.trim() === '') done(null, {});
    else readJson(request, body, done);
  });
}

function answerError(
  error: FastifyError | Refusal,
  _request: unknown,
  reply: { code(status: number): { send(body: object): unknown } },
) {
  const status = error.statusCode ?? 500;
  if (status >= 500) console.error(error);
  return reply
    .code(status)
    .send({ error: names[status] ?? 'Error', reason: status < 500 ? error.message : 'Our fault.' });
}

const names: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};
