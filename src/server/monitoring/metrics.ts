import type { HubHealth } from '../hub.ts';
import type { HubStats } from '../stats.ts';

const mostChannels = 50;

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * A hub's counts in the text format of Prometheus. Labels are few and known: narrowed channels count together (`pin:*`), and
 * no user or tenant is named.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function metricsText(health: HubHealth, stats: HubStats): string {
  const { connections, ended, refused, lasted, lastedMs } = stats;
  const endedInAll = Object.values(ended).reduce((sum, count) => sum + count, 0);
  return [
    metric('bisse_up', 'gauge', 'Whether the hub lets clients in: 1, or 0 while it goes down.', [
      [{}, health.status === 'ok' ? 1 : 0],
    ]),
    metric('bisse_uptime_seconds', 'gauge', 'How long the hub has been there.', [[{}, stats.uptimeMs / 1_000]]),
    metric('bisse_connections', 'gauge', 'Streams that are open.', [[{}, connections]]),
    metric(
      'bisse_channel_connections',
      'gauge',
      'Open streams by channel; "*" are those that asked for none in particular.',
      firstOf(byKind(stats.connectionsByChannel)).map(([channel, count]) => [{ channel }, count]),
    ),
    metric('bisse_tenants', 'gauge', 'Tenants that have a stream open.', [
      [{}, Object.keys(stats.connectionsByTenant).length],
    ]),
    metric('bisse_users', 'gauge', 'Users who have a stream open.', [
      [{}, Object.keys(stats.connectionsByUser).length],
    ]),
    metric('bisse_slow_connections', 'gauge', 'Open streams whose client does not read as fast as events come.', [
      [{}, stats.slow],
    ]),
    metric('bisse_overdue_connections', 'gauge', 'Open streams that missed a heartbeat.', [[{}, stats.overdue]]),
    metric('bisse_connections_opened_total', 'counter', 'Streams that were opened.', [[{}, stats.opened]]),
    metric('bisse_connections_ended_total', 'counter', 'Streams that have ended, by why.', labelled('reason', ended)),
    metric(
      'bisse_connections_refused_total',
      'counter',
      'Streams that were refused, by the limit that was reached.',
      labelled('limit', refused),
    ),
    [
      '# HELP bisse_connection_duration_seconds How long streams lasted that have ended.',
      '# TYPE bisse_connection_duration_seconds histogram',
      ...lasted.map(({ seconds, count }) => `bisse_connection_duration_seconds_bucket{le="${seconds}"} ${count}`),
      `bisse_connection_duration_seconds_bucket{le="+Inf"} ${endedInAll}`,
      `bisse_connection_duration_seconds_sum ${lastedMs / 1_000}`,
      `bisse_connection_duration_seconds_count ${endedInAll}`,
    ].join('\n'),
    metric('bisse_events_published_total', 'counter', 'Events that were published here.', [[{}, stats.published]]),
    metric('bisse_events_delivered_total', 'counter', 'Events that were written, each stream counted.', [
      [{}, stats.delivered],
    ]),
    metric('bisse_gaps_total', 'counter', 'Gaps that open streams were told of.', [[{}, stats.gaps]]),
    metric('bisse_heartbeats_total', 'counter', 'Heartbeats that were written, each stream counted.', [
      [{}, stats.heartbeats],
    ]),
    '',
  ].join('\n');
}

function metric(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${written(labels)} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
}

function labelled(name: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([value, count]) => [{ [name]: value }, count]);
}

function written(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** Clients may ask for any name, and every label is kept for ever. */
function firstOf(channels: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  const rest = channels.slice(mostChannels);
  if (rest.length === 0) return channels;
  return [...channels.slice(0, mostChannels), ['(others)', rest.reduce((sum, [, count]) => sum + count, 0)]];
}

/** Channels with their parts together, so that there is no label for each pin. The largest first. */
export function byKind(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  const kinds = new Map<string, number>();
  for (const [channel, count] of Object.entries(counts)) {
    const colon = channel.indexOf(':');
    const kind = colon < 0 ? channel : `${channel.slice(0, colon)}:*`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  }
  return [...kinds].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
