import type { DialectUrl } from '../../events/dialect.ts';

/**
 * The url of a server that is just the document's: `?channels=pins,automation&pinId=pin_123`. Give it to the client:
 * `createStreamClient({ url: pindownUrl('/api/sse/stream'), dialect: pindown() })`. A server of bisse's own needs none of it.
 *
 * The document's server knows one pin a stream. Several are asked for as `pinId=a,b`, which it does not understand: give
 * each pin a client, or publish to the channel `pins`.
 */
export function pindownUrl(url: string): DialectUrl {
  return ({ channels }) => {
    const names = list(channels.map(({ channel }) => channel));
    const pinIds = list(channels.flatMap(({ params }) => params?.['pinId'] ?? []));
    return `${url}${url.includes('?') ? '&' : '?'}channels=${names}${pinIds && `&pinId=${pinIds}`}`;
  };
}

const list = (names: readonly string[]) => [...new Set(names)].map(encodeURIComponent).join(',');
