import { createScriptedTransport, type ScriptedTransportOptions } from '../../transport/scripted.ts';
import { createEmitter } from '../../utils/emitter.ts';
import type { Page, PageChange } from '../../utils/page.ts';
import { createVirtualClock } from '../../utils/virtual-clock.ts';
import { isControlName, toControlFrame } from '../../wire/control.ts';
import type { Message } from '../../wire/message.ts';
import type { Notice, StreamItem } from '../../wire/notice.ts';
import { createConnection } from '../connection.ts';
import type { ConnectionOptions } from '../options.ts';
import type { ConnectionRecord } from '../record.ts';
import type { ConnectionState } from '../state.ts';

/** Control frames in named framing: the event's name, and JSON fields. */
export function readNamedControl({ event, data }: Message) {
  return isControlName(event) ? toControlFrame(event, JSON.parse(data || 'null')) : undefined;
}

/** A page that a test changes. */
export function createTestPage() {
  const changes = createEmitter<PageChange>();
  const page: Page = { isHidden: () => false, onChange: (listener) => changes.on(listener) };
  return { ...page, change: changes.emit, listeners: () => changes.size };
}

/** All that a connection told. */
export function createLog() {
  const batches: (readonly StreamItem[])[] = [];
  const items = () => batches.flat();
  return {
    batches,
    onItems: (batch: readonly StreamItem[]) => void batches.push(batch),
    /** Items as short texts: `opened resumed`, `gap oversize`, `ended`, and of messages their data. */
    told: () =>
      items().map((item) => {
        if (item.kind === 'message') return item.message.data;
        const { notice } = item;
        if (notice.type === 'opened') return notice.resume ? `opened ${notice.resume}` : 'opened';
        return notice.type === 'gap' ? `gap ${notice.reason}` : notice.type;
      }),
    notices: (): readonly Notice[] => items().flatMap((item) => (item.kind === 'notice' ? item.notice : [])),
  };
}

/** A connection on a scripted transport, a virtual clock and a page of its own. No jitter: half of every window. */
export function createHarness(options: Partial<ConnectionOptions> = {}, scripted: ScriptedTransportOptions = {}) {
  const clock = createVirtualClock();
  const page = createTestPage();
  const stream = createScriptedTransport([], { clock, ...scripted });
  const log = createLog();
  const records: ConnectionRecord[] = [];
  const errors: Error[] = [];
  const connection = createConnection({
    url: 'https://app.test/events',
    transport: stream,
    clock,
    page,
    random: () => 0.5,
    readControl: readNamedControl,
    onItems: log.onItems,
    observer: { tell: (record) => void records.push(record) },
    onError: (error) => void errors.push(error),
    ...options,
  });
  const states: ConnectionState[] = [];
  connection.subscribe(() => states.push(connection.getState()));
  return { clock, page, stream, records, errors, connection, states, ...log };
}

/** A connection that is open on channel `a`. */
export async function openHarness(...options: Parameters<typeof createHarness>) {
  const harness = createHarness(...options);
  harness.connection.lease({ channel: 'a' });
  await harness.clock.advance(0);
  return harness;
}

/** An event whose data is its name. */
export const event = (name: string, id?: string) => ({ event: 'e', data: name, id });
