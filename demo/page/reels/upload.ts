import { useState } from 'react';

/** The server takes parts of up to 1 MiB. */
const largestPart = 1 << 20;
const smallestPart = 16 << 10;

/** So many parts are enough to see a film arrive. */
const parts = 24;

export interface Upload {
  readonly isSending: boolean;
  readonly error: string | undefined;
  send(film: Blob, title: string): Promise<void>;
}

/** Sends films to the server, part by part. What has arrived is told on the stream. */
export function useUpload(): Upload {
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<string>();
  return {
    isSending,
    error,
    async send(film, title) {
      setSending(true);
      setError(undefined);
      try {
        await sendFilm(film, title);
      } catch (error) {
        // A browser says "Failed to fetch" of a server that is away.
        setError(error instanceof TypeError ? 'The server cannot be reached. The film was not sent.' : String(error));
      }
      setSending(false);
    },
  };
}

async function sendFilm(film: Blob, title: string): Promise<void> {
  const announced = await accepted(
    await fetch('/api/reels', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title, size: film.size }),
    }),
  );
  const { id } = (await announced.json()) as { id: string };
  const part = Math.min(largestPart, Math.max(smallestPart, Math.ceil(film.size / parts)));
  for (let offset = 0; offset < film.size; offset += part) {
    await accepted(
      await fetch(`/api/reels/${id}/content`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(offset) },
        body: film.slice(offset, offset + part),
      }),
    );
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { reason } = (await response.json().catch(() => ({}))) as { reason?: string };
  throw reason ?? `The server answered ${response.status}.`;
}

/** A film for those who have none at hand: so many bytes. */
export function sampleFilm(): Blob {
  return new Blob([new Uint8Array(6_000_000)]);
}
