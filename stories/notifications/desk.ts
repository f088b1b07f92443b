import { createNotifications, type NotificationStore, type NotificationsOptions } from 'bisse/notifications';
import { defineDialect, defineEvent, type } from 'bisse/vanilla';
import { type Stage, type StageParameters, stageOf } from '../../.storybook/stage.ts';

/** What the stories' server says. */
export interface Said {
  title: string;
  message?: string | undefined;
  severity?: 'info' | 'success' | 'warning' | 'error';
  href?: string;
  key?: string;
  group?: string;
  progress?: number | undefined;
}

const said = defineEvent('said', { schema: type<Said>(), notify: ({ data }) => data });
const dialect = defineDialect({ name: 'desk', framing: 'envelope', events: [said] });

export interface Desk extends Stage {
  readonly notifications: NotificationStore;
  /** The server says these, in one chunk, and the clock lets them be shown. */
  tell(...all: readonly Said[]): Promise<void>;
}

/** A stage with notifications, which the server has told these before the story is shown. Toasts stay, unless `durationMs` says. */
export function deskWith(
  before: readonly Said[] | ((desk: Desk) => void | Promise<void>) = [],
  options: NotificationsOptions = {},
): { readonly stream: StageParameters } {
  return {
    stream: {
      dialect,
      burst: (index) => ({ event: 'said', data: { title: `Event ${index + 1}`, message: 'One of a burst' } }),
      async setUp(stage) {
        const notifications = createNotifications({
          durationMs: Number.POSITIVE_INFINITY,
          random: () => 0.5,
          ...options,
        });
        stage.client.attach(notifications);
        const desk = deskOn(stage, notifications);
        if (typeof before === 'function') await before(desk);
        else if (before.length > 0) await desk.tell(...before);
      },
    },
  };
}

/** The desk of a running story, for its play function. */
export function deskOf(context: { readonly loaded: Record<string, unknown> }): Desk {
  const stage = stageOf(context);
  const found = [...stage.client.sinks].find((sink) => 'notify' in sink);
  return deskOn(stage, found as NotificationStore);
}

function deskOn(stage: Stage, notifications: NotificationStore): Desk {
  return {
    ...stage,
    notifications,
    async tell(...all) {
      stage.stream.emit(...all.map((data) => ({ event: 'said', data })));
      await stage.clock.advance(40);
    },
  };
}

export const questions = (count: number, from = 1): Said[] =>
  Array.from({ length: count }, (_, n) => ({
    title: `Question ${n + from}`,
    message: 'When does the library open on Sundays?',
    group: 'questions',
  }));

/** One of each kind. */
export const mixture: readonly Said[] = [
  { title: 'Import finished', message: '1,204 rows in 12 s', severity: 'success', group: 'imports' },
  { title: 'Disk is 90 % full', message: 'db-2 in Sion', severity: 'warning', group: 'system', key: 'disk' },
  {
    title: 'Ines asked a question',
    message: 'When does the library open on Sundays?',
    href: '#ines',
    group: 'questions',
  },
  {
    title: 'Payment failed',
    message: 'The card was refused. Nothing was charged.',
    severity: 'error',
    group: 'system',
  },
  { title: 'Encoding “Aletsch”', severity: 'info', progress: 0.42, key: 'reel:1', group: 'imports' },
];
