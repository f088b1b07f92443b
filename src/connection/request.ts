import { HandlerError } from '../errors.ts';
import type { TransportRequest } from '../transport/transport.ts';
import type { ChannelRequest } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';

/** What a `url` function is told of the attempt it makes the url for. */
export interface UrlContext {
  /** The channels that are leased now. The function says how they are asked for. */
  readonly channels: readonly ChannelRequest[];
  readonly cursor: Cursor | undefined;
  /** The number of the attempt since the last healthy stream, from 1. */
  readonly attempt: number;
  /** Aborts when the attempt is given up. */
  readonly signal: AbortSignal;
}

/** Where the stream is: a url, to which `?channels=` is added, or a function that makes the whole url. */
export type UrlSource = string | URL | ((context: UrlContext) => string | URL | Promise<string | URL>);

/** Headers, or what gives them; asked at every attempt, so that a fresh token is sent. */
export type HeadersSource =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** What requests are made from. */
export interface RequestSource {
  readonly url: UrlSource;
  readonly headers?: HeadersSource | undefined;
  readonly credentials?: RequestCredentials | undefined;
}

/** The leased channels, twice: as they were asked for, and spelled. */
export interface ChannelUnion {
  readonly requests: readonly ChannelRequest[];
  readonly spelled: readonly string[];
}

/**
 * Makes the request of one attempt: asks the app for url and headers.
 * @throws HandlerError when one of the app's functions throws.
 */
export async function makeRequest(
  source: RequestSource,
  union: ChannelUnion,
  attempt: number,
  rest: Pick<TransportRequest, 'cursor' | 'maxEventBytes' | 'signal'>,
): Promise<TransportRequest> {
  const context: UrlContext = { channels: union.requests, attempt, cursor: rest.cursor, signal: rest.signal };
  const [url, headers] = await Promise.all([
    ask('url', () =>
      typeof source.url === 'function' ? source.url(context) : withChannels(source.url, union.spelled),
    ),
    askHeaders(source),
  ]);
  return {
    ...rest,
    url: resolve(url),
    headers,
    credentials: source.credentials,
    channels: union.spelled,
  };
}

/**
 * The headers to send now.
 * @throws HandlerError when the app's function throws.
 */
export function askHeaders({ headers = {} }: RequestSource): Promise<Readonly<Record<string, string>>> {
  return ask('headers', () => (typeof headers === 'function' ? headers() : headers));
}

async function ask<Value>(name: string, give: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await give();
  } catch (cause) {
    throw new HandlerError(
      `the function \`${name}\` threw, so the stream could not be asked for. It is tried again; see the error's cause.`,
      { cause },
    );
  }
}

/** Resolves against the page. Where there is none, a relative url stays as it is: a transport may not need more. */
function resolve(url: string | URL): string {
  try {
    return new URL(url, globalThis.location?.href).href;
  } catch {
    return url.toString();
  }
}

/** Adds `channels=a,b`, together with those that the url names already. All other parameters stay as they are. */
function withChannels(url: string | URL, spelled: readonly string[]): string {
  const text = url.toString();
  if (spelled.length === 0) return text;
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(text) ?? [];
  const kept: string[] = [];
  const names = new Set<string>();
  for (const parameter of query.split('&').filter(Boolean)) {
    const [name, value] = [...new URLSearchParams(parameter)][0] ?? [];
    if (name === 'channels') for (const channel of (value ?? '').split(',').filter(Boolean)) names.add(channel);
    else kept.push(parameter);
  }
  for (const channel of spelled) names.add(channel);
  // Commas and colons are allowed in a query; left as they are, the url reads like the names.
  const list = [...names].map((name) => encodeURIComponent(name).replaceAll('%3A', ':')).join(',');
  return `${path}?${[...kept, `channels=${list}`].join('&')}${fragment}`;
}
