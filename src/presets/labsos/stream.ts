import type { StreamClientOptions } from '../../client/create-stream-client.ts';
import { labsos } from '../../dialects/labsos.ts';
import type { ProjectStatusOptions } from '../labsos.ts';

/** The stream of a project. `token` in the url is the document's way, for `EventSource` can send no header. */
export function projectStream(
  projectId: string,
  { baseUrl = '', token, onUnauthorized }: Pick<ProjectStatusOptions, 'baseUrl' | 'token' | 'onUnauthorized'>,
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
export const readToken = (token: ProjectStatusOptions['token']) => (typeof token === 'function' ? token() : token);
