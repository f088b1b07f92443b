import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StreamProvider } from 'bisse';
import { createNotifications, Notifications, webStorage } from 'bisse/notifications';
import 'bisse/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createClient } from './client.ts';
import { GapLog } from './events/gap-log.tsx';

const queryClient = new QueryClient();
const client = createClient(queryClient);
client.attach(createNotifications({ storage: webStorage() }));

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <StreamProvider client={client}>
        <Notifications.Provider locale="en-GB">
          <GapLog>
            <App />
          </GapLog>
        </Notifications.Provider>
      </StreamProvider>
    </QueryClientProvider>
  </StrictMode>,
);
