import type { Dialect } from '../../events/dialect.ts';
import type { HubOptions } from '../options.ts';
import type { Identity } from '../scopes.ts';

/** What every preset takes for its hub. A log of your own (`redisLog`) makes several instances one. */
export interface PresetOptions
  extends Omit<HubOptions<Dialect>, 'events' | 'authorize' | 'control' | 'start' | 'onOpen' | 'onClose'> {
  /** Default: the document's events. `extendDialect(…)` adds the app's own. */
  readonly events?: Dialect;
}

/** A client that an app has let in. */
export interface KnownUser {
  readonly user?: string | undefined;
  /** When that ends, in ms since the epoch. The stream ends with it. */
  readonly expiresAt?: number | undefined;
}

/** What an app says of who asks for a stream: a user, an answer of its own, or nothing, which is a 401. */
export type Access = KnownUser | Response | null | undefined;

/** The identity of a client that was let in, with what it may hear besides its user's; or the answer that it gets instead. */
export function toIdentity(access: Access, scopes: readonly string[]): Identity | Response | null {
  if (!access) return null;
  return access instanceof Response ? access : { user: access.user, expiresAt: access.expiresAt, scopes };
}
