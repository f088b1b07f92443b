import type { Dialect } from '../events/dialect.ts';
import { runtimeDefinitions } from '../events/dialect.ts';

/** Who a client is. It comes from `authorize` alone; what the client asks for can only narrow it. */
export interface Identity {
  /** The user's id. Its stream hears what is published to `user:<id>`. */
  readonly user?: string | undefined;
  /**
   * What the client may hear: scopes (`channel:pins`, `pin:7`, `tenant:acme`), all of a kind (`pin:*`), or everything
   * (`*`).
   */
  readonly scopes: readonly string[];
  /** When the identity ends, in ms since the epoch. The stream ends with it. */
  readonly expiresAt?: number | undefined;
}

/** What one connection hears. */
export interface Subscription {
  /** The channels that it asked for, whether it may hear them or not. `undefined`: it did not ask. */
  readonly asked: readonly string[] | undefined;
  /** The channels that it asked for and may hear, spelled as asked. `undefined`: it did not ask, and hears all it may. */
  readonly channels: readonly string[] | undefined;
  /**
   * Which of an entry's scopes it hears the entry on; `undefined` when it does not hear it. The first that it asked for; else
   * `'*'`, for what it hears anyway (for everyone, for its user, for its tenant), on the channel of the event's definition.
   */
  hears(scopes: readonly string[]): string | undefined;
  /** The types of events that it asked for. `undefined`: all. */
  readonly types: ReadonlySet<string> | undefined;
}

const connectionKind = 'connection:';

/** The scope of what is said to one stream. It lies in the log for the hub, and is never written to a client. */
export function connectionScope(connectionId: string): string {
  return connectionKind + connectionId;
}

/** Whether a scope is one of {@link connectionScope}. */
export function isConnectionScope(scope: string): boolean {
  return scope.startsWith(connectionKind);
}

/** The scope that a name stands for: a name without a kind is a channel. `pins` is `channel:pins`; `pin:7` is itself. */
export function toScope(name: string): string {
  return name === '*' || name.includes(':') ? name : `channel:${name}`;
}

/** The channel that a scope is: `channel:pins` is `pins`, `pin:7` is itself, everyone is none. */
export function toChannel(scope: string): string | undefined {
  if (scope === '*') return undefined;
  return scope.startsWith('channel:') ? scope.slice('channel:'.length) : scope;
}

/**
 * The kinds of scopes that are channels, so that a stream hears them only when it asks: `channel`, the dialect's
 * narrowed ones (`pin`, of `pins: 'pin:{pinId}'`), and declared channels (`pins`, of `pins:pinId=7`).
 */
export function channelKinds(dialect: Dialect): ReadonlySet<string> {
  const declared = runtimeDefinitions(dialect).flatMap(({ channel }) => channel ?? []);
  return new Set(['channel', ...Object.values(dialect.scopes).map(kindOf), ...declared]);
}

/**
 * What an identity hears that asked for `channels`. It always hears `user:<its user>` and its scopes of a kind that is no
 * channel and that it did not ask a part of.
 */
export function createSubscription(
  identity: Identity,
  channels: readonly string[] | undefined,
  kinds: ReadonlySet<string>,
  types?: ReadonlySet<string>,
): Subscription {
  const { scopes } = identity;
  const carried = channels && carriedOf(identity, channels);
  return subscriptionOf({
    ...{ asked: channels, carried, types },
    hearsOn: oneOf((carried ?? []).map(toScope)),
    own: ownOf(identity),
    hearsAnyway: matcher(anywayOf(identity, channels, kinds)),
    mayHear: channels === undefined ? matcher(scopes) : undefined,
  });
}

interface SubscriptionParts {
  readonly asked: readonly string[] | undefined;
  readonly carried: readonly string[] | undefined;
  readonly types: ReadonlySet<string> | undefined;
  readonly hearsOn: (scope: string) => boolean;
  /** The scope of its user, who may be called `*` and is one user all the same. */
  readonly own: string | undefined;
  readonly hearsAnyway: (scope: string) => boolean;
  /** Of a client that did not ask. */
  readonly mayHear: ((scope: string) => boolean) | undefined;
}

// A function of its own: what the others need in between is not kept for as long as the stream is open.
function subscriptionOf(parts: SubscriptionParts): Subscription {
  const { asked, carried, types, hearsOn, own, hearsAnyway, mayHear } = parts;
  return {
    asked,
    channels: carried,
    types,
    hears(scopes) {
      let heard: string | undefined;
      for (const scope of scopes) {
        if (isConnectionScope(scope)) continue;
        if (hearsOn(scope)) return scope;
        if (scope === '*' || scope === own || hearsAnyway(scope)) heard = '*';
        else if (mayHear?.(scope)) heard ??= scope;
      }
      return heard;
    },
  };
}

/** Of the channels that were asked for, those that the identity may hear. */
function carriedOf(identity: Identity, channels: readonly string[]): readonly string[] {
  const allows = matcher(identity.scopes);
  const own = ownOf(identity);
  const isChannel = (name: string) => !isPattern(toScope(name)) && !isConnectionScope(name);
  return channels.filter((name) => isChannel(name) && (allows(toScope(name)) || name === own));
}

function ownOf({ user }: Identity): string | undefined {
  return user === undefined ? undefined : `user:${user}`;
}

/** What the identity hears without asking, besides what is for its user. */
function anywayOf(
  { scopes }: Identity,
  channels: readonly string[] | undefined,
  kinds: ReadonlySet<string>,
): readonly string[] {
  const askedKinds = new Set(channels?.map((name) => kindOf(toScope(name))));
  return scopes.filter((scope) => scope !== '*' && !kinds.has(kindOf(scope)) && !askedKinds.has(kindOf(scope)));
}

/** Whether a scope stands for several. Only an identity may hold such a one. */
export function isPattern(scope: string): boolean {
  return scope === '*' || scope.endsWith(':*');
}

function kindOf(scope: string): string {
  const colon = scope.indexOf(':');
  return colon < 0 ? scope : scope.slice(0, colon);
}

const everything = () => true;
const nothing = () => false;

function matcher(scopes: readonly string[]): (scope: string) => boolean {
  if (scopes.includes('*')) return everything;
  const isExact = oneOf(scopes.map(toScope).filter((scope) => !isPattern(scope)));
  const patterns = scopes.filter(isPattern);
  return patterns.length === 0 ? isExact : eitherOf(isExact, oneOf(patterns.map(kindOf)));
}

function eitherOf(isExact: (scope: string) => boolean, isKind: (kind: string) => boolean) {
  return (scope: string) => isExact(scope) || isKind(kindOf(scope));
}

/** A set takes several times the memory of a short list, and there are some for each stream. */
function oneOf(names: readonly string[]): (name: string) => boolean {
  if (names.length === 0) return nothing;
  if (names.length <= 8) return (name) => names.includes(name);
  const set = new Set(names);
  return (name) => set.has(name);
}
