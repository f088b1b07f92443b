import { useState } from 'react';

interface Request {
  readonly method?: 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
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

/** Why the server refused the request; `undefined` when it took it. */
async function sendRequest({ method = 'POST', path, body = {} }: Request): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch(path, { method, headers, body: JSON.stringify(body) });
    if (response.ok) return undefined;
    const { reason } = (await response.json().catch(() => ({}))) as { reason?: string };
    return reason ?? `The server answered ${response.status}.`;
  } catch {
    return 'The server cannot be reached. Nothing was changed.';
  }
}
