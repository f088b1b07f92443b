import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { type RenderWithStreamOptions, renderWithStream } from '../testing/react.tsx';
import { type UseConnectionFaceOptions, useConnectionFace } from './use-connection-face.ts';

afterEach(cleanup);

/** Shows the face and the seconds: `reconnecting 4`. Leases the stream, as a hook of the app's would. */
function Face({ options, onRender }: { options?: UseConnectionFaceOptions; onRender?: () => void }) {
  const { face, secondsLeft } = useConnectionFace(options);
  onRender?.();
  return <p>{[face, secondsLeft].filter((part) => part !== undefined).join(' ')}</p>;
}

async function open(
  options?: UseConnectionFaceOptions,
  { onRender, ...rest }: RenderWithStreamOptions<never> & { onRender?: () => void } = {},
) {
  const test = renderWithStream(<Face {...(options && { options })} {...(onRender && { onRender })} />, {
    script: [{ send: { event: 'first', id: '1' } }],
    reconnect: { minMs: 20_000, maxMs: 20_000 },
    ...rest,
  });
  test.client.connect();
  await test.advance(100);
  const text = () => test.container.textContent;
  expect(text()).toBe('live');
  return { ...test, text };
}

describe('useConnectionFace', () => {
  it('keeps an interruption back for a second, and then counts to the next attempt', async () => {
    const { stream, advance, text } = await open();
    stream.fail();
    await advance(999);
    expect(text()).toBe('live 10');
    await advance(1);
    expect(text()).toBe('reconnecting 9');
    await advance(4_000);
    expect(text()).toBe('reconnecting 5');
    await advance(5_100);
    expect(text()).toBe('live');
  });

  it('tells at once where there is no grace', async () => {
    const { stream, advance, text } = await open({ graceMs: 0 });
    stream.fail();
    await advance(1);
    expect(text()).toMatch(/^reconnecting/);
  });

  it('tells a gap for four seconds once events come again', async () => {
    const { stream, advance, text } = await open({}, { reconnect: { minMs: 200, maxMs: 200 } });
    stream.respondNext({ connected: { resume: 'gap', id: '9' } });
    stream.fail();
    await advance(200);
    expect(text()).toBe('catching-up');
    await advance(3_800);
    expect(text()).toBe('catching-up');
    await advance(200);
    expect(text()).toBe('live');
  });

  it('tells what blocks without a grace', async () => {
    const { stream, advance, text } = await open();
    stream.respondNext({ status: 403 });
    stream.fail();
    await advance(10_100);
    expect(text()).toBe('forbidden');
  });

  it('renders once a second while it counts, and sets no timer when it does not', async () => {
    let renders = 0;
    const { stream, advance, clock } = await open({}, { onRender: () => (renders += 1) });
    await advance(6_000);
    const idle = clock.pending();
    stream.fail();
    await advance(2_100);
    renders = 0;
    await advance(5_000);
    expect(renders).toBe(5);
    await advance(5_000);
    expect(clock.pending()).toBe(idle);
  });
});
