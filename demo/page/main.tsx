import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StreamProvider } from 'bisse';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createClient } from './client.ts';

const queryClient = new QueryClient();
const client = createClient(queryClient);

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <StreamProvider client={client}>
        <App />
      </StreamProvider>
    </QueryClientProvider>
  </StrictMode>,
);
