import type { StreamError } from '../errors.ts';
import { type SSEMessage, useProjectStatus } from './labsos.ts';
import { type SSEEvent as PinDownEvent, PinDownSSEClient, useSSE as usePinDown } from './pindown.ts';
import { type SSEEvent as PulseStageEvent, SSEProvider, useSSE as usePulseStage } from './pulsestage.tsx';
import { type SSEEvent as ReelsEvent, useSSE as useReels } from './reels.ts';
import { useRealtimeUpdates, type SSEEvent as WorkloadEvent } from './workload-insights.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(): T => true as T;

export function useEach(): void {
  // PinDown
  const pindown = usePinDown({ channels: ['pins'], pinId: undefined, enabled: true });
  check<Equal<keyof typeof pindown, 'isConnected' | 'lastEvent'>>();
  check<Equal<typeof pindown.lastEvent, PinDownEvent | null>>();
  if (pindown.lastEvent?.event === 'pin:views_updated') check<Equal<typeof pindown.lastEvent.data.views, number>>();
  // @ts-expect-error: channels are not optional.
  usePinDown({ pinId: 'pin_123' });
  new PinDownSSEClient('http://localhost:8000', 'jwt').connect(['pins'], 'pin_123');
  new (class extends PinDownSSEClient {
    protected override handleEvent(event: string, data: unknown): void {
      console.log(event, data);
    }
  })('');

  // LabsOS
  const status = useProjectStatus('p1', {
    token: async () => 'jwt',
    onMessage(message) {
      check<Equal<typeof message, SSEMessage>>();
      if (message.type === 'status_update') check<Equal<typeof message.sourceName, string>>();
      if (message.type === 'proposal_deleted') check<Equal<typeof message.proposalId, string>>();
    },
  });
  check<Equal<typeof status.sseConnected, boolean>>();
  check<Equal<typeof status.error, StreamError | null>>();

  // Workload Insights
  const { events } = useRealtimeUpdates();
  check<Equal<typeof events, readonly WorkloadEvent[]>>();
  check<
    Equal<WorkloadEvent['type'], 'activity_created' | 'activity_updated' | 'assignment_changed' | 'presence_updated'>
  >();
  check<Equal<WorkloadEvent['timestamp'], number>>();

  // PulseStage
  const pulsestage = usePulseStage();
  check<Equal<keyof typeof pulsestage, 'connected' | 'lastEvent'>>();
  check<Equal<typeof pulsestage.lastEvent, PulseStageEvent | null>>();
  check<Equal<PulseStageEvent['tenantId'], string>>();
  check<Equal<Extract<PulseStageEvent, { type: 'question:upvoted' }>['data']['upvotes'], number>>();
  // @ts-expect-error: a provider has a tenant.
  SSEProvider({});

  // Reels
  const reels = useReels({
    ...{ userId: 'user123', sessionId: 's', events: ['notification'], retryTimeout: 1 },
    ...{ autoReconnect: true, reconnectInterval: 1, maxReconnectAttempts: 1 },
    onMessage: (event) => {
      if (event.event === 'reel_ready') check<Equal<typeof event.data.playbackUrl, string>>();
      // @ts-expect-error: the app's own events are named by the type parameter.
      return event.event === 'liked';
    },
    onError: (error) => check<Equal<typeof error, Event>>(),
    onOpen: () => {},
    onClose: () => {},
  });
  check<Equal<keyof typeof reels, 'isConnected' | 'isConnecting' | 'error' | 'connect' | 'disconnect' | 'lastEvent'>>();
  check<Equal<typeof reels.error, string | null>>();
  check<Equal<typeof reels.lastEvent, ReelsEvent | null>>();
  type Liked = { event: 'liked'; data: { by: string } };
  const own = useReels<Liked>({
    onMessage: (event) => event.event === 'liked' && check<Equal<typeof event.data.by, string>>(),
  });
  check<Equal<typeof own.lastEvent, ReelsEvent<Liked> | null>>();
}
