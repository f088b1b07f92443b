import type { Clock } from '../utils/clock.ts';
import type { Connection } from './connection.ts';
import type { Counters, Counts } from './counters.ts';
import { tenantsOf } from './limiter.ts';

/** What a hub does, and has done since it was made. Of this instance alone: metrics add instances up. */
export interface HubStats extends Counts {
  readonly uptimeMs: number;
  /** Streams that are open now. */
  readonly connections: number;
  /** Of these, how many asked for each channel; `'*'` counts those that asked for none and hear all they may. */
  readonly connectionsByChannel: Readonly<Record<string, number>>;
  /** Of these, how many each tenant (`tenant:…` scope) has. */
  readonly connectionsByTenant: Readonly<Record<string, number>>;
  /** Of these, how many each user has. */
  readonly connectionsByUser: Readonly<Record<string, number>>;
  /** Of these, how many do not read as fast as events come. */
  readonly slow: number;
  /** Of these, to how many nothing was written for one and a half heartbeats: clients that do not read, or a process that has no time. */
  readonly overdue: number;
  /** How long the streams that are open now have been so, in ms. 0 when there is none. */
  readonly age: { readonly meanMs: number; readonly longestMs: number };
  /** Over the last minute. */
  readonly publishedPerSecond: number;
}

export interface StatsOptions {
  readonly open: () => readonly Connection[];
  readonly counters: Counters;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly heartbeatMs: number;
}

export function takeStats({ open, counters, clock, startedAt, heartbeatMs }: StatsOptions): HubStats {
  const connections = open();
  const now = clock.now();
  const ages = connections.map(({ openedAt }) => now - openedAt);
  return {
    ...counters.counts(),
    uptimeMs: now - startedAt,
    connections: connections.length,
    connectionsByChannel: countBy(connections, ({ channels = ['*'] }) => channels),
    connectionsByTenant: countBy(connections, ({ identity }) => tenantsOf(identity)),
    connectionsByUser: countBy(connections, ({ identity: { user } }) => (user === undefined ? [] : [user])),
    slow: connections.filter(({ isSlow }) => isSlow).length,
    overdue: connections.filter(({ writtenAt }) => now - writtenAt > heartbeatMs * 1.5).length,
    age: {
      meanMs: ages.length === 0 ? 0 : Math.round(ages.reduce((sum, age) => sum + age, 0) / ages.length),
      longestMs: ages.reduce((longest, age) => Math.max(longest, age), 0),
    },
    publishedPerSecond: counters.publishedPerSecond(),
  };
}

/** How many connections have each name. A record without a prototype: a user may be called `__proto__`. */
function countBy(
  connections: readonly Connection[],
  namesOf: (connection: Connection) => readonly string[],
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.create(null);
  for (const connection of connections) {
    for (const name of namesOf(connection)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
