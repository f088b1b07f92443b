import { ConnectionIndicator, type ConnectionIndicatorProps, englishConnectionWords } from 'bisse/ui';
import { expect, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { stageOf } from '../../.storybook/stage.ts';
import { germanConnectionWords } from './german-words.ts';
import './stories.css';

const meta = preview.meta({
  title: 'UI/ConnectionIndicator',
  component: ConnectionIndicator,
  args: { variant: 'pill' },
  argTypes: { variant: { control: 'inline-radio', options: ['dot', 'pill', 'bar'] } },
  render: (args) => <Variants {...args} />,
});

/** The state as a dot, as a pill (or what the controls say) and as a bar. Only one of them speaks. */
function Variants({ variant = 'pill', ...args }: ConnectionIndicatorProps) {
  return (
    <div className="variants">
      <ConnectionIndicator {...args} variant="dot" announce={false} />
      <ConnectionIndicator {...args} variant={variant} />
      <ConnectionIndicator {...args} variant="bar" announce={false} />
    </div>
  );
}

/** Nobody wants the stream yet. */
export const Idle = meta.story({
  parameters: { stream: { connect: false } },
});

export const Connecting = meta.story({
  parameters: { stream: { script: [{ status: 200, after: '1h' }] } },
});

export const Live = meta.story({
  parameters: { stream: {} },
});

/** This tab holds the stream that all tabs share. */
export const LiveAsLeader = meta.story({
  parameters: { stream: { role: 'leader', startMs: 5_000 } },
});

/** Another tab holds the stream. */
export const LiveAsFollower = meta.story({
  parameters: { stream: { role: 'follower', startMs: 5_000 } },
});

/** A proxy holds streams back, so the client asks every few seconds. */
export const Polling = meta.story({
  parameters: {
    stream: {
      polling: {},
      script: [
        { status: 200, connected: false },
        { status: 200, connected: false },
      ],
      startMs: 100,
      setUp: async ({ stream, clock }) => {
        for (let n = 0; n < 20; n += 1) {
          const body = { resume: 'resumed', from: '1', cursor: '1', channels: [], events: [] };
          stream.answerNext({ status: 200, body });
        }
        await clock.advance(22_000);
      },
    },
  },
});

const turnedAway = { status: 503, retryAfterMs: 8_000 } as const;

/** Attempts fail, and the next one is planned. The seconds are counted by the client's clock. */
export const Reconnecting = meta.story({
  parameters: {
    stream: {
      script: [{ after: 500, fail: true }, { ...turnedAway, retryAfterMs: 1_000 }, turnedAway],
      startMs: 5_000,
    },
  },
  play: async (context) => {
    const { canvas } = context;
    const { advance } = stageOf(context);
    const countdown = await canvas.findByText(/^\d+ s$/);
    const seconds = () => Number.parseInt(countdown.textContent ?? '', 10);
    const before = seconds();
    await advance(1_000);
    await waitFor(() => expect(seconds()).toBe(before - 1));
    await expect(canvas.getByRole('status')).toHaveTextContent(/^Reconnecting, attempt \d+$/);
  },
});

/** The heartbeat is late: the line looks open, and nothing comes. It is given up and opened again. */
export const HeartbeatLate = meta.story({
  parameters: { stream: { heartbeat: { timeoutMs: 5_000 }, script: [{ stall: '1h' }, turnedAway, turnedAway] } },
  play: async (context) => {
    const { canvas } = context;
    const { advance } = stageOf(context);
    await expect(canvas.getByRole('status')).toHaveTextContent('Live');
    await advance(8_000);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Reconnecting'));
  },
});

/** The stream is lost and comes back within a second: nobody is troubled with it. */
export const FlickerIsNotShown = meta.story({
  parameters: { stream: { reconnect: { minMs: 200 }, script: [{ send: { event: 'first', id: '1' } }] } },
  play: async (context) => {
    const { canvas } = context;
    const { stream, client, advance } = stageOf(context);
    stream.fail();
    await advance(50);
    await expect(client.store.getState().connection.status).toBe('reconnecting');
    await expect(canvas.getByRole('status')).toHaveTextContent('Live');
    await advance(900);
    await expect(client.store.getState().connection.status).toBe('open');
    await expect(canvas.getByRole('status')).toHaveTextContent('Live');
  },
});

/** An interruption that lasts is shown after a second. */
export const InterruptionIsShown = meta.story({
  parameters: { stream: { reconnect: { minMs: 30_000, maxMs: 30_000 } } },
  play: async (context) => {
    const { canvas } = context;
    const { stream, advance } = stageOf(context);
    stream.fail();
    await advance(990);
    await expect(canvas.getByRole('status')).toHaveTextContent('Live');
    await advance(20);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Reconnecting'));
  },
});

/** The browser says that there is no network; once there is, the client connects by itself. */
export const Offline = meta.story({
  parameters: {
    stream: {
      setUp: ({ page, stream }) => {
        page.tell('offline');
        stream.fail();
      },
    },
  },
});

export const BackOnline = meta.story({
  parameters: {
    stream: {
      script: [{ send: { event: 'first', id: '1' } }],
      setUp: ({ page, stream }) => {
        page.tell('offline');
        stream.fail();
      },
    },
  },
  play: async (context) => {
    const { canvas } = context;
    const { page, advance } = stageOf(context);
    await advance(100);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Offline'));
    page.tell('online');
    await advance(2_000);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Live'));
  },
});

/** The page is put away, and its stream with it. */
export const Paused = meta.story({
  parameters: { stream: { setUp: ({ page }) => page.tell('pagehide') } },
});

/** The server answered 401, and credentials are being renewed. */
export const Refreshing = meta.story({
  parameters: {
    stream: {
      onUnauthorized: () => new Promise<void>(() => {}),
      script: [{ after: 100, fail: true }, { status: 401 }],
      startMs: 10_000,
    },
  },
});

/** The server answered 401; once credentials are renewed, the client connects by itself. */
export const RefreshedByItself = meta.story({
  parameters: {
    stream: { onUnauthorized: () => Promise.resolve(), script: [{ status: 401 }], startMs: 20 },
  },
  play: async (context) => {
    const { stream, advance } = stageOf(context);
    await advance(2_000);
    await waitFor(() => expect(context.canvas.getByRole('status')).toHaveTextContent('Live'));
    await expect(stream.requests).toHaveLength(2);
  },
});

/** The server answered 401, and nothing helps but signing in. */
export const SignedOut = meta.story({
  parameters: { stream: { script: [{ after: 100, fail: true }, { status: 401 }], startMs: 10_000 } },
});

/** The button of the bar connects again once the user has signed in. By keyboard alone. */
export const SignedInAgain = meta.story({
  parameters: { stream: { script: [{ status: 401 }] } },
  play: async (context) => {
    const { canvas, userEvent } = context;
    const { advance } = stageOf(context);
    await expect(canvas.getByRole('status')).toHaveTextContent('Signed out');
    await userEvent.tab();
    await expect(canvas.getByRole('button', { name: 'Retry now' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await advance(1_000);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Live'));
  },
});

export const NoAccess = meta.story({
  parameters: { stream: { script: [{ status: 403 }] } },
});

/** The server answered with something that is no stream, such as a page of HTML. */
export const CannotConnect = meta.story({
  parameters: { stream: { script: [{ status: 200, contentType: 'text/html' }] } },
});

/** The client was told how often to try, and that was it. */
export const GaveUp = meta.story({
  parameters: {
    stream: {
      reconnect: { attempts: 2 },
      script: Array.from({ length: 4 }, () => ({ unreachable: true })),
      startMs: 60_000,
    },
  },
});

/** The app closed it, or the server said that there is nothing more. */
export const Closed = meta.story({
  parameters: { stream: { setUp: ({ client }) => client.close() } },
});

/** Events were lost while the stream was away. What depends on them is read again. */
export const GapDetected = meta.story({
  parameters: { stream: { reconnect: { minMs: 100 } } },
  play: async (context) => {
    const { canvas } = context;
    const { stream, advance } = stageOf(context);
    stream.respondNext({ connected: { resume: 'gap', id: '9' } });
    stream.fail();
    await advance(1_000);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Catching up'));
    await advance(4_000);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent(/^Live$/));
  },
});

/** As it is seen: without the play function's last step. */
export const CatchingUp = meta.story({
  parameters: {
    stream: { reconnect: { minMs: 100 } },
  },
  play: async (context) => {
    const { stream, advance } = stageOf(context);
    stream.respondNext({ connected: { resume: 'gap', id: '9' } });
    stream.fail();
    await advance(1_000);
  },
});

/** A shape for small places. Its words are a tooltip, and what screen readers say. */
export const Dot = meta.story({
  args: { variant: 'dot' },
  render: (args) => <ConnectionIndicator {...args} />,
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByRole('status')).toHaveTextContent('Live');
    await expect(canvasElement.querySelector('[data-part=root]')).toHaveAttribute('title', 'Live');
  },
});

/** Across the page, with a button where one helps. */
export const Bar = meta.story({
  args: { variant: 'bar' },
  parameters: { stream: { script: [{ unreachable: true }, turnedAway], startMs: 3_500 } },
  render: (args) => <ConnectionIndicator {...args} />,
});

/** The button connects at once, and does not wait for the planned attempt. */
export const RetryNow = meta.story({
  args: { variant: 'bar' },
  parameters: { stream: { script: [{ unreachable: true }, turnedAway], startMs: 3_500 } },
  render: (args) => <ConnectionIndicator {...args} />,
  play: async (context) => {
    const { canvas, userEvent } = context;
    const { advance } = stageOf(context);
    await userEvent.click(canvas.getByRole('button', { name: 'Retry now' }));
    await advance(1_000);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Live'));
    await expect(canvas.queryByRole('button')).toBeNull();
  },
});

/** In another language. Long words end in an ellipsis where there is no room. */
export const OtherWords = meta.story({
  args: { words: germanConnectionWords },
  parameters: { stream: { script: [{ unreachable: true }, turnedAway], startMs: 3_500 } },
});

export const LongWords = meta.story({
  args: {
    words: {
      faces: {
        ...englishConnectionWords.faces,
        live: 'Receiving everything that happens in this project as it happens',
      },
    },
  },
  decorators: [
    (Story) => (
      <div style={{ width: 220 }}>
        <Story />
      </div>
    ),
  ],
});

export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  parameters: { stream: { script: [{ unreachable: true }, turnedAway], startMs: 3_500 } },
});

export const Dark = meta.story({
  globals: { theme: 'dark' },
  parameters: { stream: { script: [{ unreachable: true }, turnedAway], startMs: 3_500 } },
});

/** Given class names, it brings no looks of its own. */
export const OwnClassNames = meta.story({
  args: { classNames: { root: 'own-root', label: 'own-label', mark: 'own-mark' } },
  render: (args) => <ConnectionIndicator {...args} />,
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelector('[class*=bisse-]')).toBeNull();
  },
});

/** As another element, with all that the indicator knows. */
export const OwnElement = meta.story({
  args: {
    render: ({ children, ...props }, { face, tone }) => (
      <p {...(props as object)} className="own-line">
        The stream is <strong>{face}</strong>, which is {tone}.
      </p>
    ),
  },
  render: (args) => <ConnectionIndicator {...args} />,
});
