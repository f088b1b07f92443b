import { act, cleanup, render } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent, type StreamEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { defineSlice } from '../events/slice.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { renderWithStream } from '../testing/react.tsx';
import { StreamProvider } from './stream-provider.tsx';
import { useChannel } from './use-channel.ts';
import { useConnection } from './use-connection.ts';
import { useEvent } from './use-event.ts';
import { useEventLog } from './use-event-log.ts';
import { useGap } from './use-gap.ts';
import { useLatestEvent } from './use-latest-event.ts';
import { useSlice } from './use-slice.ts';
import { useStreamClient } from './use-stream-client.ts';
import { useStreamStore } from './use-stream-store.ts';

const counts = defineSlice('counts', {} as Readonly<Record<string, number>>);
const counted = defineEvent('count:changed', {
  schema: type<{ name: string; n: number }>(),
  channel: 'counts',
  slice: counts,
  reduce: (state, { data }) => ({ ...state, [data.name]: data.n }),
});
const pinged = defineEvent('pin:moved', { schema: type<{ pinId: string }>(), channel: 'pins' });
const dialect = defineDialect({
  name: 'test',
  framing: 'named',
  events: [counted, pinged],
  scopes: { pins: 'pin:{pinId}' },
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const count = (n: number, name = 'a') => ({ event: 'count:changed', data: { name, n } });

describe('useEvent', () => {
  it('hears two events of one chunk, each once and in order', async () => {
    const heard: number[] = [];
    const View = () => useEvent(counted, ({ data }) => heard.push(data.n)) as never;
    const { stream, advance } = renderWithStream(<View />, { dialect });
    await advance(50);
    stream.emit(count(1), count(2));
    await advance(20);
    expect(heard).toEqual([1, 2]);
  });

  it('hears 10,000 events of one burst in every component, each once and in order', async () => {
    const heard: number[][] = [[], [], []];
    const View = ({ at }: { at: number }) =>
      useEvent('count:*' as never, (event: StreamEvent) => heard[at]?.push((event.data as { n: number }).n)) as never;
    const { stream, advance } = renderWithStream(
      <>
        <View at={0} />
        <View at={1} />
        <View at={2} />
      </>,
      { dialect },
    );
    await advance(50);
    const all = Array.from({ length: 10_000 }, (_, n) => n);
    for (let from = 0; from < all.length; from += 500) stream.emit(...all.slice(from, from + 500).map((n) => count(n)));
    await advance(100);
    for (const list of heard) expect(list).toEqual(all);
  });

  it('calls the handler of the latest render', async () => {
    const heard: string[] = [];
    let rename = (_: string) => {};
    function View() {
      const [name, setName] = useState('first');
      rename = setName;
      useEvent(counted, () => heard.push(name));
      return null;
    }
    const { stream, advance } = renderWithStream(<View />, { dialect });
    await advance(50);
    stream.emit(count(1));
    await advance(20);
    act(() => rename('second'));
    stream.emit(count(2));
    await advance(20);
    expect(heard).toEqual(['first', 'second']);
  });

  it('opens one stream with the channels of all components, under StrictMode too, and hears each event once', async () => {
    const heard: string[] = [];
    const Counts = () => useEvent(counted, () => heard.push('count')) as never;
    const Pins = () => useEvent(pinged, () => heard.push('pin')) as never;
    const { stream, advance } = renderWithStream(
      <StrictMode>
        <Counts />
        <Pins />
        <Counts />
      </StrictMode>,
      { dialect },
    );
    await advance(100);
    expect(stream.requests.map(({ channels }) => [...channels].sort())).toEqual([['counts', 'pins']]);
    stream.emit(count(1), { event: 'pin:moved', data: { pinId: '7' } });
    await advance(20);
    expect(heard).toEqual(['count', 'count', 'pin']);
  });

  it('hears nothing and claims nothing while it is not enabled', async () => {
    const heard: unknown[] = [];
    const View = ({ enabled }: { enabled: boolean }) =>
      useEvent(counted, (event) => heard.push(event), { enabled }) as never;
    const { stream, advance, rerender } = renderWithStream(<View enabled={false} />, { dialect });
    await advance(100);
    expect(stream.requests).toHaveLength(0);
    rerender(<View enabled />);
    await advance(100);
    expect(stream.requests).toHaveLength(1);
  });

  it('narrows a channel by its parameters', async () => {
    const heard: string[] = [];
    const View = () => useEvent(pinged, ({ data }) => heard.push(data.pinId), { params: { pinId: '7' } }) as never;
    const { stream, advance } = renderWithStream(<View />, { dialect });
    await advance(50);
    expect(stream.requests[0]?.channels).toEqual(['pin:7']);
    stream.emit(
      { event: 'pin:moved', data: { pinId: '7' }, channel: 'pin:7' },
      { event: 'pin:moved', data: { pinId: '8' }, channel: 'pin:8' },
    );
    await advance(20);
    expect(heard).toEqual(['7']);
  });

  it('gives the stream up some time after the last component has gone', async () => {
    const View = () => useEvent(counted, () => {}) as never;
    const { stream, advance, rerender } = renderWithStream(<View />, { dialect });
    await advance(50);
    expect(stream.openStreams).toBe(1);
    rerender(<p />);
    await advance(60_000);
    expect(stream.openStreams).toBe(0);
  });
});

describe('state hooks', () => {
  it('show the newest event of a burst in one render', async () => {
    let renders = 0;
    function View() {
      renders += 1;
      return <p>{useLatestEvent(counted, ({ data }) => data.n) ?? 'none'}</p>;
    }
    const { stream, advance, container } = renderWithStream(<View />, { dialect });
    await advance(50);
    expect(container.textContent).toBe('none');
    const before = renders;
    stream.emit(count(1), count(2), count(3));
    await advance(20);
    expect(container.textContent).toBe('3');
    expect(renders - before).toBe(1);
  });

  it('read a slice, claim its channel, and render only for the part they select', async () => {
    let renders = 0;
    function View() {
      renders += 1;
      return <p>{useSlice(counts, (state) => state['a']) ?? 'none'}</p>;
    }
    const { stream, advance, container } = renderWithStream(<View />, { dialect });
    await advance(50);
    expect(stream.requests[0]?.channels).toEqual(['counts']);
    stream.emit(count(4));
    await advance(20);
    const before = renders;
    stream.emit(count(9, 'b'));
    await advance(20);
    expect(container.textContent).toBe('4');
    expect(renders).toBe(before);
  });

  it('take a selector that builds objects without looping', async () => {
    const View = () => <p>{JSON.stringify(useStreamStore(({ log }) => ({ events: log.length })))}</p>;
    const Listen = () => useEvent(counted, () => {}) as never;
    const { stream, advance, container } = renderWithStream(
      <>
        <View />
        <Listen />
      </>,
      { dialect },
    );
    await advance(50);
    stream.emit(count(1), count(2));
    await advance(20);
    expect(container.textContent).toBe('{"events":2}');
  });

  it('list the last events, oldest first', async () => {
    const View = () => <p>{(useEventLog({ limit: 2 }) as readonly StreamEvent[]).map(({ type }) => type).join(' ')}</p>;
    const { stream, advance, container } = renderWithStream(<View />, { dialect });
    await advance(50);
    stream.emit(count(1), count(2), { event: 'pin:moved', data: { pinId: '7' } });
    await advance(20);
    expect(container.textContent).toBe('count:changed pin:moved');
  });

  it('tell how the connection stands, without a render per event', async () => {
    const seen: string[] = [];
    function View() {
      const { status, isLive } = useConnection();
      seen.push(`${status} ${isLive}`);
      useEvent(counted, () => {});
      return null;
    }
    const { stream, advance } = renderWithStream(<View />, { dialect });
    await advance(50);
    for (let n = 0; n < 5; n += 1) {
      stream.emit(count(n));
      await advance(20);
    }
    expect(seen[0]).toBe('idle false');
    expect(seen.at(-1)).toBe('open true');
    expect(seen.filter((one) => one === 'open true')).toHaveLength(1);
    stream.fail();
    await advance(1);
    expect(seen.at(-1)).toBe('reconnecting false');
  });

  it('tell whether a channel is live', async () => {
    const View = ({ enabled }: { enabled: boolean }) => (
      <p>{useChannel('pins' as never, undefined, { enabled }).status}</p>
    );
    const { advance, container, rerender } = renderWithStream(<View enabled={false} />, { dialect });
    expect(container.textContent).toBe('disabled');
    rerender(<View enabled />);
    expect(container.textContent).toBe('joining');
    await advance(100);
    expect(container.textContent).toBe('live');
  });

  it('hear of gaps', async () => {
    const gaps: string[] = [];
    function View() {
      useGap(({ reason }) => gaps.push(reason));
      useEvent(counted, () => {});
      return null;
    }
    const { stream, advance } = renderWithStream(<View />, { dialect });
    await advance(50);
    stream.emit({ event: 'gap', data: { reason: 'overflow' } });
    await advance(20);
    expect(gaps).toEqual(['overflow']);
  });
});

describe('a provider', () => {
  it('is asked for by a hook that has none, with the way out', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const View = () => useStreamClient() as never;
    expect(() => render(<View />)).toThrow(/bisse: a hook was used outside of a StreamProvider/);
  });

  it('can hold another client for a part of the page', async () => {
    const outer = createTestClient({ dialect });
    const inner = createTestClient({ dialect });
    const heard: string[] = [];
    const View = ({ name }: { name: string }) => useEvent(counted, () => heard.push(name)) as never;
    render(
      <StreamProvider client={outer.client}>
        <View name="outer" />
        <StreamProvider client={inner.client}>
          <View name="inner" />
        </StreamProvider>
      </StreamProvider>,
    );
    await act(() => Promise.all([outer.clock.advance(50), inner.clock.advance(50)]).then(() => {}));
    inner.stream.emit(count(1));
    await act(() => inner.clock.advance(20));
    expect(heard).toEqual(['inner']);
  });
});
