import { useMutation } from '@tanstack/react-query';
import { questions } from 'bisse/dialects/pulsestage';
import { liveMutationOptions } from 'bisse/query';
import { useState } from 'react';

interface Request {
  readonly method?: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly mutationId?: string;
}

export interface Action {
  /** Sends the request; resolves to whether the server took it. */
  send(request: Request): Promise<boolean>;
  /** Why the last request was refused. */
  readonly error: string | undefined;
}

/**
 * Something a person does to the server. What it changes comes back on the stream, as it does for everybody else; so an
 * act that succeeds renders nothing here.
 */
export function useAction(): Action {
  const [error, setError] = useState<string>();
  return {
    error,
    async send(request) {
      const refusal = await sendRequest(request);
      setError(refusal);
      return refusal === undefined;
    },
  };
}

/** A vote counts at once; what the server makes of it takes its place without a flicker, and a refusal takes it back. */
const voteOptions = liveMutationOptions({
  mutationFn: async ({ id }: { readonly id: string; readonly upvotes: number }, { mutationId }) => {
    const refusal = await sendRequest({ path: `/questions/${id}/upvote`, mutationId });
    if (refusal !== undefined) throw new Error(refusal);
  },
  optimistic: ({ id, upvotes }) => questions.merge(id, { upvotes: upvotes + 1 }),
});

export function useVote() {
  const { mutate, error } = useMutation(voteOptions);
  return { vote: mutate, error: error?.message };
}

/** Why the server refused the request; `undefined` when it took it. */
async function sendRequest({ method = 'POST', path, body = {}, mutationId }: Request): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json', ...(mutationId && { 'mutation-id': mutationId }) };
  try {
    const response = await fetch(path, { method, headers, body: JSON.stringify(body) });
    if (response.ok) return undefined;
    const { reason } = (await response.json().catch(() => ({}))) as { reason?: string };
    return reason ?? `The server answered ${response.status}.`;
  } catch {
    return 'The server cannot be reached. Nothing was changed.';
  }
}
