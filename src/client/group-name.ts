import type { UrlSource } from '../connection/request.ts';
import type { Dialect } from '../events/dialect.ts';

/** Whether tabs share a stream, and under which name. */
export type TabsOption = 'shared' | 'solo' | { readonly name: string };

/**
 * Names the stream that tabs share: endpoint, framing, and how credentials are sent. `undefined` when this tab shares none. A
 * function may make another url in every tab, so a client with one shares only under a name that the app gives.
 */
export function groupName(options: {
  readonly tabs?: TabsOption | undefined;
  readonly url: UrlSource;
  readonly dialect: Dialect;
  readonly credentials?: RequestCredentials | undefined;
}): string | undefined {
  const { tabs = 'shared', url, dialect, credentials = 'same-origin' } = options;
  const spoken = `${dialect.name} ${dialect.framing}`;
  if (tabs === 'solo') return undefined;
  if (typeof tabs === 'object') return `${tabs.name} ${spoken}`;
  if (typeof url === 'function') return undefined;
  const base = typeof document === 'undefined' ? undefined : document.baseURI;
  return URL.canParse(`${url}`, base) ? `${new URL(url, base).href} ${spoken} ${credentials}` : undefined;
}
