/** Parameters of urls that hold credentials, in the five documents and elsewhere. */
const secretParameters = /^(?:.*token|.*key|.*secret|auth.*|jwt|sig|signature|password|session.*)$/i;

/**
 * The error with the request's credentials taken out of its texts: libraries that check tokens like to say which one was
 * wrong. Its `cause` is left behind.
 */
export function redacted(error: unknown, request: Request): unknown {
  const secrets = secretsOf(request);
  const clean = (text: string) => secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
  if (!(error instanceof Error)) return clean(String(error));
  const copy = new Error(clean(error.message));
  copy.name = error.name;
  if (error.stack !== undefined) copy.stack = clean(error.stack);
  return copy;
}

function secretsOf({ headers, url }: Request): string[] {
  const authorization = headers.get('authorization') ?? '';
  const cookies = (headers.get('cookie') ?? '')
    .split(';')
    .map((cookie) => cookie.slice(cookie.indexOf('=') + 1).trim());
  const parameters = [...new URL(url).searchParams]
    .filter(([name]) => secretParameters.test(name))
    .flatMap(([, value]) => [value, encodeURIComponent(value)]);
  const all = [authorization, ...authorization.split(' ').slice(1), ...cookies, ...parameters];
  // The longest first, and nothing so short that it stands in any text.
  return all.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
}
