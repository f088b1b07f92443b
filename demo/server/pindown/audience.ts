import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import type { Work } from '../work.ts';

const to = 'channel:analytics';

/** How many trending pins are told of. */
const trendingCount = 5;

/** Tells how many people are here: those who are signed in (see `people`), and the open streams, which know no names. */
export function activeUsersWork(openStreams: () => number): Work {
  return {
    everyMs: 3_000,
    async step(query, now) {
      const online = await query('select 1 from people where "isOnline"');
      const [authenticated, anonymous] = [online.length, openStreams()];
      const data = { total: authenticated + anonymous, authenticated, anonymous, timestamp: now.toISOString() };
      return [{ type: 'analytics:active_users', data, to }];
    },
  };
}

/** Tells which pins are looked at more and more, since the server's start. */
export function trendingWork(): Work {
  const before = new Map<string, number>();
  return {
    everyMs: 5_000,
    async step(query, now): Promise<DemoEvent[]> {
      const pins = await viewsOf(query);
      for (const { id, views } of pins) if (!before.has(id)) before.set(id, views);
      const grown = pins.map((pin) => ({
        ...pin,
        growth: pin.views / Math.max(1, before.get(pin.id) ?? pin.views) - 1,
      }));
      const trending = grown
        .toSorted((a, b) => b.growth - a.growth || b.views - a.views)
        .slice(0, trendingCount)
        .map(({ growth, ...pin }) => ({ ...pin, trend: growth === 0 ? '0%' : `+${(growth * 100).toFixed(1)}%` }));
      return [{ type: 'analytics:trending_pins', data: { pins: trending, timestamp: now.toISOString() }, to }];
    },
  };
}

function viewsOf(query: Query) {
  return query<{ id: string; title: string; views: number }>('select id, title, views from pins order by n');
}
