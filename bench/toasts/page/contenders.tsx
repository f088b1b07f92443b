import { Toast } from '@base-ui/react/toast';
import { StreamProvider } from 'bisse';
import { Bell, createNotifications, Notifications, Toaster } from 'bisse/notifications';
import { SonnerToasts } from 'bisse/notifications/sonner';
import { createScriptedTransport } from 'bisse/testing';
import { createStreamClient, defineDialect, defineEvent, type } from 'bisse/vanilla';
import type { ReactNode } from 'react';
import { Toaster as SonnerToaster, toast as sonner } from 'sonner';

/** What is shown on the page, and what tells it all notifications of a burst in one tick. */
export interface Contender {
  readonly ui: ReactNode;
  readonly burst: (count: number) => void;
  /** What finds a toast in the document. */
  readonly toast: string;
  /** How many notifications are in a list that can be read later. */
  readonly kept: () => number;
}

const words = (n: number) => ({ title: `Question ${n}`, message: 'When does the library open on Sundays?' });

/** Bytes of a stream, as a server sends them after a break, and everything that follows from them. */
function bisse(toasts: ReactNode, toast: string, announce: boolean): Contender {
  const asked = defineEvent('question:asked', {
    schema: type<ReturnType<typeof words>>(),
    notify: ({ data }) => data,
  });
  const dialect = defineDialect({ name: 'bench', framing: 'named', events: [asked] });
  const transport = createScriptedTransport();
  const notifications = createNotifications();
  const client = createStreamClient({ url: '/none', dialect, transport, sinks: [notifications], tabs: 'solo' });
  client.connect();
  return {
    ui: (
      <StreamProvider client={client}>
        <Notifications.Provider announce={announce}>
          <Bell />
          {toasts}
        </Notifications.Provider>
      </StreamProvider>
    ),
    burst: (count) =>
      transport.emit(
        ...Array.from({ length: count }, (_, n) => ({ event: 'question:asked', data: words(n), id: `${n}` })),
      ),
    toast,
    kept: () => notifications.getState().items.length,
  };
}

function baseUi(): Contender {
  const manager = Toast.createToastManager();
  function List() {
    return Toast.useToastManager().toasts.map((toast) => (
      <Toast.Root key={toast.id} toast={toast} data-toast="">
        <Toast.Title />
        <Toast.Description />
        <Toast.Close>×</Toast.Close>
      </Toast.Root>
    ));
  }
  return {
    ui: (
      <Toast.Provider toastManager={manager} limit={3}>
        <Toast.Portal>
          <Toast.Viewport>
            <List />
          </Toast.Viewport>
        </Toast.Portal>
      </Toast.Provider>
    ),
    burst(count) {
      for (let n = 0; n < count; n += 1) manager.add({ title: words(n).title, description: words(n).message });
    },
    toast: '[data-toast]',
    kept: () => 0,
  };
}

export const contenders: Readonly<Record<string, () => Contender>> = {
  bisse: () => bisse(<Toaster />, '[data-part="toast"]', true),
  'bisse, sonner': () =>
    bisse(
      <>
        <SonnerToasts />
        <SonnerToaster />
      </>,
      '[data-sonner-toast]',
      false,
    ),
  sonner: () => ({
    ui: <SonnerToaster visibleToasts={3} />,
    burst(count) {
      for (let n = 0; n < count; n += 1) sonner(words(n).title, { description: words(n).message });
    },
    toast: '[data-sonner-toast]',
    kept: () => 0,
  }),
  'Base UI': baseUi,
};
