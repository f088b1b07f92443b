// PinDown, "Fastify SSE Plugin", "Usage in Route Handlers" and "Horizontal Scaling". The plugin's import is changed.

import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type SSEPluginOptions, ssePlugin } from '../../../src/server/presets/pindown.ts';
import type { HubLogger } from '../../../src/server.ts';
import type { App, AppOptions } from './app.ts';

declare module 'fastify' {
  interface FastifyInstance {
    authenticate: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  }
  interface FastifyRequest {
    user?: { userId: string; exp?: number };
  }
}

// The document leaves these to the app.
// biome-ignore lint/suspicious/noExplicitAny: as the document has it.
const updatePin = async (id: string, updateData: any) => ({ id, ...updateData });
const savePipelineStatus = async (_pipelineId: string, _status: unknown) => {};

export async function startPinDown({ heartbeat, ...options }: AppOptions & SSEPluginOptions = {}) {
  const fastify = Fastify();
  fastify.decorate('authenticate', async (request, reply) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? 'user_123';
    if (token === 'wrong') return reply.code(401).send({ error: 'Unauthorized' });
    request.user = token === 'old' ? { userId: token, exp: Date.now() / 1_000 + 0.2 } : { userId: token };
    return undefined;
  });
  const logger: HubLogger | undefined = options.logger;
  await fastify.register(ssePlugin, {
    ...options,
    ...(heartbeat !== undefined && { heartbeat }),
    ...(logger && { logger }),
  });

  // When pin content is updated
  fastify.put<{ Params: { id: string }; Body: { templateVars?: unknown } }>(
    '/api/pins/:id',
    async (request, _reply) => {
      const { id } = request.params;
      const updateData = request.body;

      // Update pin in database
      const updatedPin = await updatePin(id, updateData);

      // Broadcast to all subscribers of this pin
      fastify.sse.broadcastToPin(id, 'pin:content_updated', {
        pinId: id,
        updatedVars: updateData.templateVars,
        timestamp: new Date().toISOString(),
      });

      return updatedPin;
    },
  );

  // When automation status changes
  // biome-ignore lint/suspicious/noExplicitAny: as the document has it.
  async function updateAutomationStatus(pipelineId: string, status: any) {
    // Update in database
    await savePipelineStatus(pipelineId, status);

    // Broadcast to automation channel
    fastify.sse.broadcast('automation', 'automation:pipeline_status', {
      pipelineId,
      ...status,
      timestamp: new Date().toISOString(),
    });
  }

  // Handles what other programs publish in Redis.
  const onRedisMessage = (channel: string, message: string) => {
    const { event, data, targetChannel, targetPin, targetUser } = JSON.parse(message);

    switch (channel) {
      case 'sse:broadcast':
        fastify.sse.broadcast(targetChannel, event, data);
        break;
      case 'sse:pin':
        fastify.sse.broadcastToPin(targetPin, event, data);
        break;
      case 'sse:user':
        fastify.sse.broadcastToUser(targetUser, event, data);
        break;
    }
  };

  const origin = await fastify.listen({ port: 0, host: '127.0.0.1' });
  const app: App<{
    fastify: typeof fastify;
    updateAutomationStatus: typeof updateAutomationStatus;
    onRedisMessage: typeof onRedisMessage;
  }> = {
    code: { fastify, updateAutomationStatus, onRedisMessage },
    origin,
    drop: () => fastify.server.closeAllConnections(),
    close: () => fastify.close(),
  };
  return app;
}
