import type { App } from './app.ts';
import { startLabsOS } from './labsos.ts';
import { startPinDown } from './pindown.ts';
import { startPulseStage } from './pulsestage.ts';
import { startReels } from './reels.ts';
import { startWorkloadInsights } from './workload-insights.ts';

/** A document's server that tells its clients of numbers, each in an event of the document. */
export interface SystemServer extends App {
  tell(count: number): Promise<void>;
}

const systems = {
  async pindown() {
    const app = await startPinDown();
    return {
      ...app,
      tell: async (views: number) =>
        app.code.fastify.sse.broadcastToPin('pin_123', 'pin:views_updated', { pinId: 'pin_123', views }),
    };
  },
  async labsos() {
    const app = await startLabsOS();
    const row = { id: 'source_1', project_id: 'p1', source_name: 'Interviews.pdf', updated_at: '2024-01-15T10:30:00Z' };
    return {
      ...app,
      tell: async (count: number) =>
        app.code.channel.change('UPDATE', 'ingestion_sources', { new: { ...row, status: `${count}` }, old: {} }),
    };
  },
  async 'workload-insights'() {
    const app = await startWorkloadInsights();
    return {
      ...app,
      tell: (count: number) =>
        app.code.eventPublisher.broadcastEvent({
          ...{ type: 'presence_updated', data: { userId: `${count}`, isOnline: true }, timestamp: Date.now() },
        }),
    };
  },
  async pulsestage() {
    const app = await startPulseStage();
    return {
      ...app,
      tell: async (upvotes: number) =>
        app.code.eventBus.publish({
          ...{ type: 'question:upvoted', tenantId: 'acme-tenant-id', timestamp: Date.now() },
          data: { questionId: 'q', upvotes },
        }),
    };
  },
  async reels() {
    const app = await startReels();
    return {
      ...app,
      tell: (count: number) => app.code.sendNotification('user123', { title: `${count}`, message: '' }),
    };
  },
} satisfies Record<string, () => Promise<SystemServer>>;

export type SystemName = keyof typeof systems;

export function startSystem(name: SystemName): Promise<SystemServer> {
  return systems[name]();
}
