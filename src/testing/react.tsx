import { act, type RenderResult, render } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import type { StreamClient } from '../client/create-stream-client.ts';
import type { Dialect } from '../events/dialect.ts';
import { StreamProvider } from '../react/stream-provider.tsx';
import { createTestClient, type TestClient, type TestClientOptions } from './create-test-client.ts';

export interface RenderWithStreamOptions<D extends Dialect> extends TestClientOptions<D> {
  /** Renders under a client of the test's own; the other options are then unused. */
  readonly client?: StreamClient<D> | undefined;
  /** Wraps the ui, inside of the provider: the place for a `QueryClientProvider`. */
  readonly wrapper?: ((props: { readonly children: ReactNode }) => ReactNode) | undefined;
}

export type RenderWithStreamResult<D extends Dialect> = RenderResult &
  TestClient<D> & {
    /** Lets time pass, in `act`. Default: none, but everything that is due happens. */
    advance(ms?: number): Promise<void>;
  };

/**
 * Renders under a `StreamProvider` whose server is the test. Comes back before anything has connected: `await advance(50)`
 * lets the leases gather and the stream open.
 */
export function renderWithStream<const D extends Dialect = Dialect>(
  ui: ReactElement,
  { client: given, wrapper: Wrapper, ...options }: RenderWithStreamOptions<D> = {},
): RenderWithStreamResult<D> {
  const test = createTestClient<D>(options);
  const client = given ?? test.client;
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <StreamProvider client={client}>{Wrapper ? <Wrapper>{children}</Wrapper> : children}</StreamProvider>
  );
  const result = render(ui, { wrapper });
  return {
    ...result,
    ...test,
    client,
    advance: (ms = 0) => act(() => test.clock.advance(ms)),
  };
}
