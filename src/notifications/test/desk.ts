import { onTestFinished } from 'vitest';
import { defineDialect } from '../../events/dialect.ts';
import { defineEvent } from '../../events/event.ts';
import { type } from '../../events/schema.ts';
import { createTestClient, type TestClientOptions } from '../../testing/create-test-client.ts';
import { formatLogId } from '../../wire/log-id.ts';
import { createNotifications, type NotificationsOptions } from '../create-notifications.ts';

export interface Asked {
  readonly id: string;
  readonly text: string;
}

export const asked = defineEvent('question:asked', {
  schema: type<Asked>(),
  notify: ({ data }) => ({ title: 'New question', message: data.text, key: `question:${data.id}` }),
});
export const said = defineEvent('said', {
  schema: type<{ text: string }>(),
  notify: ({ data }) => ({ title: data.text }),
});
export const failed = defineEvent('failed', {
  schema: type<{ text: string }>(),
  notify: ({ data }) => ({ title: data.text, severity: 'error' }),
});
export const worked = defineEvent('job:worked', {
  schema: type<{ job: string; percent: number }>(),
  notify: ({ data: { job, percent } }) => ({
    title: percent < 100 ? 'Importing' : 'Imported',
    key: `job:${job}`,
    severity: percent < 100 ? 'info' : 'success',
    progress: percent < 100 ? percent / 100 : undefined,
  }),
});
export const broken = defineEvent('broken', {
  schema: type<unknown>(),
  notify: () => {
    throw new Error('no words');
  },
});

export const dialect = defineDialect({
  name: 'desk',
  framing: 'envelope',
  events: [asked, said, failed, worked, broken],
});

/** A page whose client has notifications, with a stream that the test plays. */
export async function openDesk(
  options: NotificationsOptions = {},
  client: Omit<TestClientOptions<typeof dialect>, 'dialect'> = {},
) {
  const notifications = createNotifications({ random: () => 0.25, ...options });
  const test = createTestClient({ dialect, sinks: [notifications], ...client });
  const unmount = test.client.mount();
  test.client.connect();
  onTestFinished(() => {
    unmount();
    test.client.close();
  });
  await test.clock.advance(50);
  let n = 0;
  return {
    ...test,
    notifications,
    state: () => notifications.getState(),
    toasts: () => notifications.getState().toasts.map(({ record, away }) => record?.title ?? `${away.size} away`),
    titles: () => notifications.getState().items.map(({ title }) => title),
    /** The server says these, in one chunk. */
    async emit(...events: readonly (readonly [event: string, data: unknown])[]) {
      test.stream.emit(
        ...events.map(([event, data]) => {
          n += 1;
          return { event, data, id: cursor(n) };
        }),
      );
      await test.clock.advance(20);
    },
  };
}

export const cursor = (n: number) => formatLogId({ epoch: 'e', ms: 1_000, n });

/** A promise that the test ends. */
export function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
