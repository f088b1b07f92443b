import { createScriptedTransport, fromRecording, type ScriptedTransport, streamResponse } from 'bisse/testing';
import type { FastifyInstance } from 'fastify';

/**
 * Answers `GET /events` with what a recording holds instead of the hub. A page that comes without a cursor begins it anew; one
 * that comes back goes on in it. Reads are answered by the database all the same.
 * @throws ConfigError when the recording cannot be read; the message names the line.
 */
export function replayRoutes(app: FastifyInstance, recording: string) {
  const { script } = fromRecording(recording);
  let stream: ScriptedTransport | undefined;

  app.get('/events', async ({ headers, url }, reply) => {
    const left = new AbortController();
    reply.raw.on('close', () => left.abort());
    const cursor = headers['last-event-id'];
    if (!stream || cursor === undefined) stream = createScriptedTransport(script);
    const request = new Request(`http://demo${url}`, {
      ...(cursor !== undefined && { headers: { 'Last-Event-ID': `${cursor}` } }),
      signal: left.signal,
    });
    return reply.send(await streamResponse(stream, request));
  });
}
