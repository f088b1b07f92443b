import type { HubLogger } from '../logger.ts';
import { minuteMs, type SeatAnswer, type SeatClaim, type Seats } from '../seats.ts';
import type { RedisLink } from './redis-link.ts';

/** Places that are renewed with one script. */
const batch = 500;

/**
 * Takes a place in each group, or in none. A group is a sorted set of `<opened>:<id>`, by when each place is given up. Keys: the
 * groups, and the rate last. Arguments: the new member, how long it lives, whether the first group evicts, connects a minute
 * (0: any number), how long a minute is, and each group's limit. The rate is counted first, refused connects too.
 */
const takeScript = `
local function whole(number) return string.format('%.0f', number) end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local member, lives, evicts, rate, minute = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1', tonumber(ARGV[4]), tonumber(ARGV[5])
local groups = #KEYS - 1
if rate > 0 then
  local used = math.max(now, tonumber(redis.call('GET', KEYS[#KEYS]) or '0')) + minute / rate
  if used - now > minute then return {'rate', whole(used - now - minute)} end
  redis.call('SET', KEYS[#KEYS], whole(used), 'PX', whole(math.max(1, used - now)))
end
local evicted = {}
for group = 1, groups do
  redis.call('ZREMRANGEBYSCORE', KEYS[group], '-inf', whole(now))
  local over = redis.call('ZCARD', KEYS[group]) - tonumber(ARGV[5 + group]) + 1
  if over > 0 then
    if not evicts or group > 1 then return {'full', group} end
    local members = redis.call('ZRANGE', KEYS[group], 0, -1)
    table.sort(members)
    for index = 1, over do evicted[index] = members[index] end
  end
end
for group = 1, groups do
  for _, each in ipairs(evicted) do redis.call('ZREM', KEYS[group], each) end
  redis.call('ZADD', KEYS[group], whole(now + lives), member)
  redis.call('PEXPIRE', KEYS[group], whole(lives))
end
return {'taken', unpack(evicted)}
`;

/** Holds places for longer, also those that Redis has lost. Keys: a group for each member. Arguments: how long, the members. */
const renewScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lives = tonumber(ARGV[1])
for index, group in ipairs(KEYS) do
  redis.call('ZADD', group, string.format('%.0f', now + lives), ARGV[index + 1])
  redis.call('PEXPIRE', group, lives)
end
`;

export interface RedisSeatsOptions {
  readonly link: RedisLink;
  /** What the keys begin with. */
  readonly prefix: string;
  readonly logger: HubLogger;
  /** A place that is not renewed for so long belongs to an instance that has died. Default 60,000. */
  readonly livesMs?: number;
}

export interface RedisSeats extends Seats {
  /** Resolves when the places that were released are free. */
  close(): Promise<void>;
}

/**
 * Seats in Redis, of all instances together. Places of an instance that has died are free after a minute. While Redis cannot
 * be reached everybody is let in, and counted when it is back.
 */
export function redisSeats({ link, prefix, logger, livesMs = 60_000 }: RedisSeatsOptions): RedisSeats {
  const held = new Map<string, { readonly member: string; readonly keys: readonly string[] }>();
  let renewal: ReturnType<typeof setInterval> | undefined;
  const releasing = new Set<Promise<unknown>>();
  let isLost = false;

  function lost(error: unknown): void {
    if (!isLost) {
      logger.warn(
        { err: error },
        'bisse: streams cannot be counted in Redis, so limits are not kept to until they can. Check that Redis runs and can be reached.',
      );
    }
    isLost = true;
  }

  async function renew(): Promise<void> {
    const all = [...held.values()].flatMap(({ member, keys }) => keys.map((key) => [key, member] as const));
    try {
      for (let from = 0; from < all.length; from += batch) {
        const some = all.slice(from, from + batch);
        await link.run(
          renewScript,
          some.map(([key]) => key),
          [livesMs, ...some.map(([, member]) => member)],
        );
      }
      isLost = false;
    } catch (error) {
      lost(error);
    }
  }

  function hold(id: string, member: string, keys: readonly string[]): void {
    held.set(id, { member, keys });
    renewal ??= setInterval(() => void renew(), livesMs / 3);
    // A process that has nothing else to do may end.
    renewal.unref();
  }

  return {
    async take({ id, groups, evicts, rate }: SeatClaim): Promise<SeatAnswer> {
      const member = `${Date.now()}:${id}`;
      const keys = groups.map(({ name }) => `${prefix}seats:${name}`);
      try {
        const limits = groups.map(({ limit }) => (Number.isFinite(limit) ? limit : Number.MAX_SAFE_INTEGER));
        const perMinute = rate && Number.isFinite(rate.perMinute) ? rate.perMinute : 0;
        const answer = (await link.run(
          takeScript,
          [...keys, `${prefix}connects:${rate?.name ?? ''}`],
          [member, livesMs, evicts ? 1 : 0, perMinute, minuteMs, ...limits],
        )) as [string, ...(string | number)[]];
        const [said, first, ...rest] = answer;
        isLost = false;
        if (said === 'rate') return { taken: false, full: 'rate', retryAfterMs: Number(first) };
        if (said === 'full') return { taken: false, full: groups[Number(first) - 1]?.name ?? '' };
        hold(id, member, keys);
        const evicted = first === undefined ? [] : [first, ...rest].map(String);
        return { taken: true, evicted: evicted.map((each) => each.slice(each.indexOf(':') + 1)) };
      } catch (error) {
        lost(error);
        hold(id, member, keys);
        return { taken: true, evicted: [] };
      }
    },
    release(id) {
      const { keys = [], member = '' } = held.get(id) ?? {};
      held.delete(id);
      for (const key of keys) {
        const released = link.send(['ZREM', key, member]).catch(lost);
        releasing.add(released);
        void released.finally(() => releasing.delete(released));
      }
    },
    async close() {
      clearInterval(renewal);
      await Promise.all(releasing);
    },
  };
}
