import { ConfigError } from '../errors.ts';

export interface CorsOptions {
  /**
   * Which pages may read: `'*'` for all, origins (`['https://app.example']`), or a function that is asked for each.
   */
  readonly origins: '*' | readonly string[] | ((origin: string) => boolean);
  /** Whether they may send cookies. Not with `origins: '*'`, which browsers refuse. Default false. */
  readonly credentials?: boolean;
  /** Headers that clients may send beside `Authorization`, `Cache-Control`, `Content-Type`, `Last-Event-ID` and `Mutation-Id`. */
  readonly headers?: readonly string[];
}

/** What the hub says to pages of other origins. */
export interface Cors {
  /** The answer to a browser that asks what it may send. */
  preflight(request: Request): Response;
  /** What every answer to this request says. */
  headers(request: Request): Readonly<Record<string, string>>;
}

/** What the hub's clients send. */
const sentHeaders = ['Authorization', 'Cache-Control', 'Content-Type', 'Last-Event-ID', 'Mutation-Id'];
/** What they read. Pages of other origins see no other header. */
const readHeaders = 'Date, Retry-After, Stream-Cursor';
/** As long as Chromium keeps an answer. */
const maxAgeSeconds = '7200';

/** @throws ConfigError when every origin is to send cookies, or an origin is none. */
export function createCors({ origins, credentials = false, headers = [] }: CorsOptions): Cors {
  if (origins === '*' && credentials) {
    throw new ConfigError(
      'cors with `origins: "*"` and `credentials` would let every page on the web read as its visitor, so browsers refuse it. Name the origins.',
    );
  }
  const allows = typeof origins === 'function' ? origins : toSet(origins);

  function said(request: Request): Record<string, string> {
    if (origins === '*') return { 'Access-Control-Allow-Origin': '*' };
    const origin = request.headers.get('origin');
    // Caches must keep the answers to different origins apart, also the one that says nothing.
    if (!origin || !allows(origin)) return { Vary: 'Origin' };
    return {
      ...{ Vary: 'Origin', 'Access-Control-Allow-Origin': origin },
      ...(credentials && { 'Access-Control-Allow-Credentials': 'true' }),
    };
  }

  return {
    preflight: (request) =>
      new Response(null, {
        status: 204,
        headers: {
          ...said(request),
          'Access-Control-Allow-Methods': 'GET, POST',
          'Access-Control-Allow-Headers': [...sentHeaders, ...headers].join(', '),
          'Access-Control-Max-Age': maxAgeSeconds,
        },
      }),
    headers: (request) => ({ ...said(request), 'Access-Control-Expose-Headers': readHeaders }),
  };
}

function toSet(origins: '*' | readonly string[]): (origin: string) => boolean {
  if (origins === '*') return () => true;
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw new ConfigError(
      `the origin ${JSON.stringify(origin)} can never be a page's, so no page could read. Give scheme, host and port alone, such as "https://app.example" or "http://localhost:5173".`,
    );
  }
  const known = new Set(origins);
  return (origin) => known.has(origin);
}

/** The same answer with these headers too. `Vary` is added to, the rest replaced. */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const entries = Object.entries(headers);
  if (entries.length === 0) return response;
  // Those of a redirect or of a fetched answer cannot be changed.
  const changed = new Response(response.body, response);
  for (const [name, value] of entries) {
    if (name === 'Vary') changed.headers.append(name, value);
    else changed.headers.set(name, value);
  }
  return changed;
}
