import type { StreamClientOptions } from '../../client/options.ts';
import { labsos } from '../../dialects/labsos.ts';

export interface ProjectStreamOptions {
  /** Sent as `?token=`. A function is asked at every attempt, as the document asks for the session's token. Default: none. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Default: the page's origin. */
  readonly baseUrl?: string | undefined;
  /**
   * Called after a 401: gets a new token, or leads to the login page. Then the attempt is repeated, once. Default: nothing
   * happens, and it is repeated only if `token` is a function. Of several components, the first says.
   */
  readonly onUnauthorized?: (() => void | Promise<void>) | undefined;
}

/** The stream of a project. `token` in the url is the document's way, for `EventSource` can send no header. */
export function projectStream(
  projectId: string,
  { baseUrl = '', token, onUnauthorized }: ProjectStreamOptions,
): StreamClientOptions<ReturnType<typeof labsos>> {
  return {
    async url() {
      const value = await readToken(token);
      const query = value === undefined ? '' : `?token=${encodeURIComponent(value)}`;
      return `${baseUrl}/api/projects/${encodeURIComponent(projectId)}/status${query}`;
    },
    dialect: labsos(),
    reconnect: { minMs: 1_000, maxMs: 30_000 },
    onUnauthorized: onUnauthorized ?? (typeof token === 'function' ? () => {} : undefined),
  };
}

/** The token, asked for if need be. */
export const readToken = (token: ProjectStreamOptions['token']) => (typeof token === 'function' ? token() : token);
