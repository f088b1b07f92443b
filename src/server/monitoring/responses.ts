import type { HubHealth } from '../hub.ts';
import type { HubStats } from '../stats.ts';
import { metricsText } from './metrics.ts';
import { type StatusPageOptions, statusHtml } from './status-page.ts';

/** What is looked at. A hub is one. */
export interface Monitored {
  health(): HubHealth;
  stats(): HubStats;
}

/**
 * The health of a hub as JSON: 200 while it lets clients in, 503 while it goes down, so that a balancer sends nobody here.
 *
 * The hub itself serves none of these answers: mount them where the public does not come.
 */
export function healthResponse(hub: Monitored): Response {
  const health = hub.health();
  return new Response(JSON.stringify(health), {
    status: health.status === 'ok' ? 200 : 503,
    headers: { ...notKept, 'Content-Type': 'application/json; charset=utf-8' },
  });
}

/** What a hub counts, for Prometheus to scrape. */
export function metricsResponse(hub: Monitored): Response {
  const text = metricsText(hub.health(), hub.stats());
  return new Response(text, { headers: { ...notKept, 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' } });
}

/** One page that shows a person how a hub does. It holds no script, and names no user. */
export function statusPage(hub: Monitored, options: StatusPageOptions = {}): Response {
  const html = statusHtml(hub.health(), hub.stats(), options);
  return new Response(html, {
    headers: {
      ...notKept,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'",
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

const notKept = { 'Cache-Control': 'no-store' };
