// PulseStage, "Server-Side: SSE Endpoint" and "Server-Side: Publishing Events". Only imports are changed: the document's
// `eventBus` is a module of the app, which here is made anew for every test.

import { createServer } from 'node:http';
import express, { type Request, type Response } from 'express';
import { createEventBus } from '../../../src/server/presets/pulsestage.ts';
import { type AppOptions, run } from './app.ts';

/** Stands in for the database. */
function createPrisma() {
  const tenants: Record<string, { id: string }> = {
    acme: { id: 'acme-tenant-id' },
    widgets: { id: 'widgets-tenant-id' },
    default: { id: 'default-tenant-id' },
  };
  const upvotes = new Map<string, number>();
  return {
    tenant: {
      findUnique: async ({ where: { slug } }: { where: { slug: string } }) => tenants[slug] ?? null,
    },
    question: {
      create: async ({ data }: { data: { body: string; status: string; teamId: string } }) => ({
        ...{ id: 'question-uuid', ...data, upvotes: 0, createdAt: '2025-10-08T10:30:00Z' },
      }),
      update: async ({ where: { id } }: { where: { id: string }; data: unknown }) => {
        upvotes.set(id, (upvotes.get(id) ?? 0) + 1);
        return { id, upvotes: upvotes.get(id) };
      },
    },
  };
}

export async function startPulseStage(options: AppOptions = {}) {
  const eventBus = createEventBus(options);
  const prisma = createPrisma();
  const app = express();
  app.use((req, res, next) => {
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.setHeader('Access-Control-Allow-Headers', req.headers['access-control-request-headers'] ?? '');
    next();
  });
  app.use(express.json());
  let tenantId = 'acme-tenant-id';
  const getTenantContext = () => ({ tenantId });

  // SSE endpoint for real-time updates
  app.get('/sse', async (req: Request, res: Response) => {
    // Resolve tenant (from query parameter)
    const tenantSlug = (req.query.tenantId as string) || 'default';

    const tenant = await prisma.tenant.findUnique({
      where: { slug: tenantSlug },
    });

    if (!tenant) {
      return res.status(404).json({ error: 'Tenant not found' });
    }

    // Set headers for SSE
    res.setHeader('Content-Type', 'text/event-stream');
    res.setHeader('Cache-Control', 'no-cache');
    res.setHeader('Connection', 'keep-alive');
    res.setHeader('X-Accel-Buffering', 'no'); // Disable nginx buffering

    // Register client with EventBus
    const clientId = eventBus.addClient(tenant.id, res);

    // Send initial connection confirmation
    res.write(
      `data: ${JSON.stringify({
        type: 'connected',
        tenantId: tenant.id,
        timestamp: Date.now(),
      })}\n\n`,
    );

    // Handle client disconnect
    req.on('close', () => {
      eventBus.removeClient(tenant.id, clientId);
    });
  });

  // Example: Question creation
  app.post('/questions', async (req: Request, res: Response) => {
    // ... validate input ...

    const question = await prisma.question.create({
      data: {
        body: req.body.body,
        status: 'OPEN',
        teamId: req.body.teamId,
      },
    });

    // Broadcast event to all connected clients
    eventBus.publish({
      type: 'question:created',
      tenantId: getTenantContext().tenantId,
      data: question,
      timestamp: Date.now(),
    });

    res.json(question);
  });

  // Example: Upvote
  app.post('/questions/:id/upvote', async (req: Request<{ id: string }>, res: Response) => {
    // ... validate and create upvote ...

    const question = await prisma.question.update({
      where: { id: req.params.id },
      data: { upvotes: { increment: 1 } },
    });

    eventBus.publish({
      type: 'question:upvoted',
      tenantId: getTenantContext().tenantId,
      data: { questionId: question.id, upvotes: question.upvotes },
      timestamp: Date.now(),
    });

    res.json(question);
  });

  const as = (id: string) => {
    tenantId = id;
  };
  return run(createServer(app), { eventBus, app, prisma, as }, () => eventBus.hub.close());
}
