import type { RedisLink } from '../log/redis-link.ts';

/** Whose turn it is, of all instances that would do the same thing. It is over by itself. */
export interface RedisTurn {
  /** As far as this process knows. */
  isMine(): boolean;
  /** Takes the turn, or keeps it. */
  take(): Promise<void>;
  leave(): Promise<void>;
}

const takeScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

const leaveScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
`;

export function createRedisTurn(link: RedisLink, key: string, leaseMs: number): RedisTurn {
  const name = crypto.randomUUID();
  let endsAt = Number.NEGATIVE_INFINITY;
  return {
    isMine: () => Date.now() < endsAt,
    async take() {
      const asked = Date.now();
      endsAt = (await link.run(takeScript, [key], [name, leaseMs])) === 1 ? asked + leaseMs : Number.NEGATIVE_INFINITY;
    },
    async leave() {
      if (Date.now() >= endsAt) return;
      endsAt = Number.NEGATIVE_INFINITY;
      await link.run(leaveScript, [key], [name]);
    },
  };
}
