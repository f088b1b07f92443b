import { useMutation } from '@tanstack/react-query';

interface Request {
  readonly method?: 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
}

export interface Action {
  /** Sends the request; resolves to whether the server took it. */
  send(request: Request): Promise<boolean>;
  readonly isPending: boolean;
  /** Why the last request was refused. */
  readonly error: string | undefined;
}

/** Something a person does to the server. What it changes comes back on the stream, as it does for everybody else. */
export function useAction(): Action {
  const { mutateAsync, isPending, error } = useMutation({ mutationFn: sendRequest });
  return {
    isPending,
    error: error?.message,
    send: (request) =>
      mutateAsync(request).then(
        () => true,
        () => false,
      ),
  };
}

async function sendRequest({ method = 'POST', path, body = {} }: Request): Promise<void> {
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error('The server cannot be reached. Nothing was changed.');
  });
  if (response.ok) return;
  const { reason } = (await response.json().catch(() => ({}))) as { reason?: string };
  throw new Error(reason ?? `The server answered ${response.status}.`);
}
