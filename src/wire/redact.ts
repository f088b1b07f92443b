import type { Message } from './message.ts';

/** What stands in the place of what must not be told. */
export const redacted = '[redacted]';

/** Takes out of what is told about a stream whatever must not leave the page. */
export interface Redactor {
  /** A url without the values of secret parameters, and without a user and a password before the host. */
  url(url: string): string;
  /** Text of any kind, such as an error's message. JSON stays JSON. The same text when there is nothing to take out. */
  text(text: string): string;
  message(message: Message): Message;
  /** Data with the values of secret fields replaced, at any depth. The same object when there are none. */
  value(value: unknown): unknown;
}

/** The names of what is secret everywhere; the end of a longer name counts too: `accessToken`, `x-api-key`. */
const usual = 'token|secret|password|passwd|authorization|cookie|api[-_]?key|credentials?|jwt|signature';
/** Names that say so only when they stand alone. */
const alone = 'auth|sig|sid|session|session[-_]?id';

/**
 * Makes a redactor. Tokens, passwords, cookies, keys and signatures are taken out wherever a field or a parameter is called
 * so; `names` are an app's own fields besides (`['email', 'iban']`), in any case of letters. A session's id is taken out of
 * urls only: in payloads it may name a thing.
 */
export function createRedactor(names: readonly string[] = []): Redactor {
  const own = names.map((name) => `|${escaped(name)}`).join('');
  const isField = new RegExp(`(?:${usual})$|^(?:auth${own})$`, 'i');
  const isParameter = new RegExp(`(?:${usual})$|^(?:${alone}${own})$`, 'i');
  // An escape may spell a letter of a name.
  const sniff = new RegExp(`(?:${usual}|\\bauth${own})\\\\?"\\s*:|\\\\u00`, 'i');
  const inText = new RegExp(
    `(\\b(?:[\\w-]*(?:${usual})|${alone}${own})["']?\\s*[=:]\\s*["']?(?:(?:bearer|basic)\\s+)?)([^"'&#;,\\s}]+)`,
    'gi',
  );
  const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi;

  function url(url: string): string {
    return url
      .replace(/([?&;#])([^=&;#]+)=([^&;#]*)/g, (all, before: string, name: string) =>
        isParameter.test(decoded(name)) ? `${before}${name}=${redacted}` : all,
      )
      .replace(/^([a-z][a-z\d+.-]*:)?\/\/[^/?#@]*@/i, `$1//${redacted}@`);
  }

  function value(data: unknown): unknown {
    if (typeof data !== 'object' || data === null) return data;
    if (Array.isArray(data)) {
      const copy = data.map(value);
      return copy.some((item, index) => item !== data[index]) ? copy : data;
    }
    let copy: Record<string, unknown> | undefined;
    for (const [name, field] of Object.entries(data)) {
      const clean = isField.test(name) ? redacted : value(field);
      if (clean === field) continue;
      copy ??= { ...data };
      copy[name] = clean;
    }
    return copy ?? data;
  }

  function text(text: string): string {
    if (sniff.test(text)) {
      try {
        return JSON.stringify(value(JSON.parse(text)));
      } catch {
        // No JSON: what looks like a field is taken out.
      }
    }
    return text.replace(inText, `$1${redacted}`).replace(bearer, `$1 ${redacted}`);
  }

  return {
    url,
    value,
    text,
    message(message) {
      if (!sniff.test(message.data)) return message;
      const data = text(message.data);
      return data === message.data ? message : { ...message, data };
    },
  };
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
