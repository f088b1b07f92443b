import type { IncomingMessage, ServerResponse } from 'node:http';

export interface SSERouteOptions {
  /** The tenant with this slug; `null` for a 404. The document's `prisma.tenant.findUnique({ where: { slug } })`. */
  readonly findTenant: (
    slug: string,
    req: IncomingMessage,
  ) => { readonly id: string } | null | undefined | Promise<{ readonly id: string } | null | undefined>;
}

/**
 * The document's route, ready made: `app.get('/sse', sseRoute(eventBus, { findTenant }))`. `?tenantId=` is a slug, `default`
 * where there is none; what a stream hears is the tenant's id, which `findTenant` gives. PulseStage, "Server-Side: SSE
 * Endpoint". It asks for no sign-in, as the document has it: put a middleware before it.
 */
export function sseRoute(
  eventBus: { addClient(tenantId: string, res: ServerResponse): string },
  { findTenant }: SSERouteOptions,
): (req: IncomingMessage, res: ServerResponse, next?: (error: unknown) => void) => Promise<void> {
  return async (req, res, next) => {
    try {
      const { searchParams } = new URL(req.url ?? '/', 'http://localhost');
      const tenant = await findTenant(searchParams.get('tenantId') || 'default', req);
      if (tenant) {
        eventBus.addClient(tenant.id, res);
        return;
      }
      res.writeHead(404, { 'Content-Type': 'application/json; charset=utf-8' });
      res.end(JSON.stringify({ error: 'Tenant not found' }));
    } catch (error) {
      if (!next) throw error;
      next(error);
    }
  };
}
