import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { StrictMode, useState, version } from 'react';
import { version as domVersion } from 'react-dom';
import { expect, inject, test } from 'vitest';

function Greeting() {
  const [name] = useState('Valais');
  const query = useQuery({ queryKey: ['greeting'], queryFn: async () => 'Bonjour' });
  return (
    <p>
      {query.data} {name}
    </p>
  );
}

test('React, React DOM, Testing Library and React Query share one React of the version under test', async () => {
  expect(version.split('.')[0]).toBe(inject('reactVersion'));
  expect(domVersion).toBe(version);

  render(
    <StrictMode>
      <QueryClientProvider client={new QueryClient()}>
        <Greeting />
      </QueryClientProvider>
    </StrictMode>,
  );
  expect(await screen.findByText('Bonjour Valais')).toBeDefined();
});
