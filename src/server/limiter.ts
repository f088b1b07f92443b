import type { Clock } from '../utils/clock.ts';
import type { Random } from '../utils/random.ts';
import { refuse } from './admission.ts';
import type { Counters, RefusedBy } from './counters.ts';
import type { HubLogger } from './logger.ts';
import type { Identity } from './scopes.ts';
import type { SeatAnswer, SeatClaim, Seats } from './seats.ts';

export interface HubLimits {
  /** What is held for one client that does not read, in bytes; the rest stays in the log. Default 65,536. */
  readonly perClientBytes?: number;
  /** How many streams a user may have open at a time. Default 5. Clients without a user are not counted. */
  readonly perUser?: number;
  /** How many streams a tenant (`tenant:acme` among the scopes of an identity) may have open at a time. Default: no limit. */
  readonly perTenant?: number;
  /** How many streams may be open at a time. Default: no limit. */
  readonly total?: number;
  /** How many streams a user may open in a minute, also when they are refused. Default: no limit. */
  readonly connectsPerMinute?: number;
  /**
   * What happens to one stream more than `perUser`: it is refused (429, `Retry-After`), or the user's oldest is ended with a
   * `bye` and told to stay away for half a minute at least. Default `'reject'`. One that resumes takes the place of the oldest
   * in any case, as often as every ten seconds: most likely that one is its own, of a network that is gone without a word.
   */
  readonly onLimit?: 'reject' | 'evict';
}

/** Keeps to the limits: every stream takes its place here before it begins. */
export interface Limiter {
  /** Takes a place for the stream `id`; gives the answer to send instead when there is none. `resumes`: it has a cursor. */
  take(id: string, identity: Identity, resumes: boolean): Promise<Response | undefined>;
}

export interface LimiterOptions {
  readonly limits: HubLimits;
  readonly seats: Seats;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: HubLogger;
  readonly counters: Pick<Counters, 'refused'>;
  /** Ends a stream of this or of another instance. */
  readonly evict: (id: string) => void | Promise<void>;
}

export function createLimiter({ limits, seats, clock, random, logger, counters, evict }: LimiterOptions): Limiter {
  const { perUser = 5, perTenant, total, connectsPerMinute, onLimit = 'reject' } = limits;

  /** When a stream that resumed last took the place of another of its user. Who was heard of the longest ago stands first. */
  const tookOverAt = new Map<string, number>();

  /** Not all the time: clients that are alive and one too many would push each other out for ever. */
  function mayTakeOver(user: string): boolean {
    for (const [each, at] of tookOverAt) {
      if (clock.now() - at < takeOverEveryMs) break;
      tookOverAt.delete(each);
    }
    return !tookOverAt.has(user);
  }

  function claimOf(id: string, identity: Identity, resumes: boolean): SeatClaim {
    const { user } = identity;
    const groups: { name: string; limit: number }[] = [];
    if (user !== undefined) groups.push({ name: `user:${user}`, limit: perUser });
    if (perTenant !== undefined) {
      for (const tenant of tenantsOf(identity)) groups.push({ name: `tenant:${tenant}`, limit: perTenant });
    }
    if (total !== undefined) groups.push({ name: 'total', limit: total });
    const isRated = user !== undefined && connectsPerMinute !== undefined;
    return {
      ...{ id, groups },
      evicts: user !== undefined && (onLimit === 'evict' || (resumes && mayTakeOver(user))),
      rate: isRated ? { name: `user:${user}`, perMinute: connectsPerMinute } : undefined,
    };
  }

  function refusal({ full, retryAfterMs }: Extract<SeatAnswer, { taken: false }>): Response {
    // Not all in the same second, and not so soon that the refused ones are a load of their own.
    const seconds = Math.ceil((retryAfterMs ?? 10_000) / 1_000 + random() * 10);
    const headers = { 'Retry-After': String(seconds) };
    if (full === 'rate') {
      return refuse(429, `you may open ${connectsPerMinute} streams a minute. Ask again later.`, headers);
    }
    if (full === 'total') return refuse(503, 'as many streams are open as there may be. Ask again later.', headers);
    return full.startsWith('user:')
      ? refuse(429, `you have ${perUser} of ${perUser} streams open. Close one, or ask again later.`, headers)
      : refuse(429, `your tenant has ${perTenant} of ${perTenant} streams open. Ask again later.`, headers);
  }

  return {
    async take(id, identity, resumes) {
      const claim = claimOf(id, identity, resumes);
      const answer = claim.groups.length === 0 && !claim.rate ? nothingAsked : await seats.take(claim);
      if (!answer.taken) {
        const by = answer.full.split(':', 1)[0] as RefusedBy;
        counters.refused(by);
        logger.info?.({ user: identity.user, limit: by }, 'bisse: a stream was refused, because a limit is reached.');
        return refusal(answer);
      }
      if (answer.evicted.length > 0) tookOverAt.set(identity.user as string, clock.now());
      for (const each of answer.evicted) await evict(each);
      return undefined;
    },
  };
}

const takeOverEveryMs = 10_000;
const nothingAsked: SeatAnswer = { taken: true, evicted: [] };

/** The tenants that an identity is of: those that its scopes name. */
export function tenantsOf({ scopes }: Identity): readonly string[] {
  return scopes.flatMap((scope) =>
    scope.startsWith('tenant:') && scope !== 'tenant:*' ? [scope.slice('tenant:'.length)] : [],
  );
}
