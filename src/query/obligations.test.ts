import { QueryObserver } from '@tanstack/react-query';
import { expect, onTestFinished, test } from 'vitest';
import { key, openPage } from './test/tickets.ts';

test('R3: what has no data, for its first read failed, is left to the app until the stream comes back', async () => {
  const { queryClient, clock, stream, held, read, connect, state } = await openPage();
  const observer = new QueryObserver(queryClient, { queryKey: key, queryFn: read, retry: false });
  onTestFinished(observer.subscribe(() => {}));
  await connect();
  await held.shift()?.fail();
  await clock.advance(120_000);
  expect(state()?.status).toBe('error');
  expect(held).toEqual([]);
  stream.fail();
  await clock.advance(2_000);
  expect(held).toHaveLength(1);
});
