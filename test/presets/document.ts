import { onTestFinished, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { resetShared } from '../../src/client/shared.ts';
import type { Played } from '../servers/playback.ts';

/** A plain server that the whole page talks to, whatever origin its code names. */
export interface DocumentServer {
  /** What was asked for so far, as `/sse?tenantId=acme`. */
  paths(): Promise<readonly string[]>;
  /** The header of each request so far. */
  headers(name: string): Promise<readonly unknown[]>;
  /** How many streams are open. */
  open(): Promise<number>;
  /** Writes to every open stream. */
  send(...frames: readonly string[]): Promise<void>;
}

/**
 * Starts a server that knows nothing of bisse and answers as the document says: to the first request with the first answer, and
 * so on. The documents name urls of the page or of `localhost:8000`: their requests are led to it.
 */
export async function serveDocument(...answers: readonly (string | Played)[]): Promise<DocumentServer> {
  const played = answers.map((answer) => (typeof answer === 'string' ? { pieces: [answer] } : answer));
  const origin = await commands.startPlaybackServer(played);
  const send = globalThis.fetch;
  vi.stubGlobal('fetch', (input: string, init?: RequestInit) => {
    const { pathname, search } = new URL(input, location.href);
    return send(`${origin}${pathname}${search}`, init);
  });
  onTestFinished(async () => {
    resetShared();
    vi.unstubAllGlobals();
    await commands.stopStreams([origin]);
  });
  const requests = async () => (await commands.playbackState(origin)).requests;
  return {
    paths: async () => (await requests()).map(({ path }) => path),
    headers: async (name) => (await requests()).map(({ headers }) => headers[name]),
    open: async () => (await commands.playbackState(origin)).open,
    async send(...frames) {
      const paths = new Set((await requests()).map(({ path }) => path));
      for (const path of paths) await commands.writeToPlayback(origin, path, frames.join(''));
    },
  };
}
