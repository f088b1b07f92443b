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
  /** Lets time pass in small steps: React 18 renders what happens within an `act` at its end. */
  async function pass(ms: number): Promise<void> {
    await test.advance();
    for (let left = ms; left > 0; left -= 500) await test.advance(Math.min(left, 500));
    await test.advance();
  }
  return { ...test, text, pass };
}

describe('useConnectionFace', () => {
  it('keeps an interruption back for a second, and then counts to the next attempt', async () => {
    const { stream, pass, text } = await open();
    stream.fail();
    await pass(999);
    expect(text()).toBe('live 10');
    await pass(1);
    expect(text()).toBe('reconnecting 9');
    await pass(4_000);
    expect(text()).toBe('reconnecting 5');
    await pass(5_100);
    expect(text()).toBe('live');
  });

  it('tells at once where there is no grace', async () => {
    const { stream, pass, text } = await open({ graceMs: 0 });
    stream.fail();
    await pass(1);
    expect(text()).toMatch(/^reconnecting/);
  });

  it('tells a gap for four seconds once events come again', async () => {
    const { stream, pass, text } = await open({}, { reconnect: { minMs: 200, maxMs: 200 } });
    stream.respondNext({ connected: { resume: 'gap', id: '9' } });
    stream.fail();
    await pass(200);
    expect(text()).toBe('catching-up');
    await pass(3_800);
    expect(text()).toBe('catching-up');
    await pass(200);
    expect(text()).toBe('live');
  });

  it('tells what blocks without a grace', async () => {
    const { stream, pass, text } = await open();
    stream.respondNext({ status: 403 });
    stream.fail();
    await pass(10_100);
    expect(text()).toBe('forbidden');
  });

  it('renders once a second while it counts, and sets no timer when it does not', async () => {
    let renders = 0;
    const { stream, pass, clock } = await open({}, { onRender: () => (renders += 1) });
    await pass(6_000);
    const idle = clock.pending();
    stream.fail();
    await pass(2_100);
    renders = 0;
    await pass(5_000);
    expect(renders).toBe(5);
    await pass(5_000);
    expect(clock.pending()).toBe(idle);
  });
});
