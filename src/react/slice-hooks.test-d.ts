import { createStreamClient } from '../client/create-stream-client.ts';
import { type apiStatus, pindown, pipelines } from '../dialects/pindown.ts';
import { reels } from '../dialects/reels.ts';
import type { ActiveUsers, TrendingPin } from '../slices/audience.ts';
import type { ApiStatus, DataSource } from '../slices/integrations.ts';
import type { Keyed } from '../slices/keyed.ts';
import type { Presence } from '../slices/presence.ts';
import type { Progress } from '../slices/progress.ts';
import { useActiveUsers } from './use-active-users.ts';
import { useApiStatus } from './use-api-status.ts';
import { useDataSource } from './use-data-source.ts';
import { useEvent } from './use-event.ts';
import { useLiveVars } from './use-live-vars.ts';
import { usePresence } from './use-presence.ts';
import { useProgress } from './use-progress.ts';
import { useSlice } from './use-slice.ts';
import { useTrendingPins } from './use-trending-pins.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(): T => true as T;

const client = createStreamClient({ url: '/events', dialect: pindown() });
const reelsClient = createStreamClient({ url: '/events', dialect: reels() });

export function useTypes() {
  useProgress('pipeline', '1')?.percent.toFixed();
  // @ts-expect-error nothing of this kind goes on
  useProgress('pipelines', '1');
  const stalled = useProgress('upload', '1')?.stalled;
  check<Equal<typeof stalled, boolean | undefined>>();
  const status = useLiveVars('7')['automation.status'];
  check<Equal<typeof status, unknown>>();
  const person = usePresence('ana');
  check<Equal<typeof person, Presence | undefined>>();
  const source = useDataSource('ds_1');
  check<Equal<typeof source, DataSource | undefined>>();
  const answer = useApiStatus('openai');
  check<Equal<typeof answer, ApiStatus | undefined>>();
  const users = useActiveUsers();
  check<Equal<typeof users, ActiveUsers | null>>();
  const pins = useTrendingPins();
  check<Equal<typeof pins, readonly TrendingPin[]>>();
  const all = useSlice(pipelines);
  check<Equal<typeof all, Keyed<Progress>>>();
  check<Equal<ReturnType<typeof client.store.getState>['slices']['apiStatus'], typeof apiStatus.initial>>();
  useEvent('ai:*', (event) => check<Equal<typeof event.type, 'ai:generation_progress' | 'ai:generation_complete'>>(), {
    client,
  });
  useEvent('system_alert', ({ data }) => check<Equal<typeof data.duration, number | undefined>>(), {
    client: reelsClient,
  });
}
