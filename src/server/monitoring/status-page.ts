import type { HubHealth } from '../hub.ts';
import type { HubStats } from '../stats.ts';
import { byKind } from './metrics.ts';
import { statusStyle } from './status-style.ts';

export interface StatusPageOptions {
  /** What the page is called. Default `'Event hub'`. */
  readonly title?: string;
  /** After how many seconds the page is loaded again. Default 5; 0 for never. */
  readonly refreshSeconds?: number;
}

const marks = { ok: '●', draining: '◐', closed: '○' } as const;
const words = { ok: 'Live', draining: 'Going down', closed: 'Closed' } as const;
const reasons: Readonly<Record<string, string>> = {
  ...{ left: 'client left', shutdown: 'instance went down', expired: 'identity ended' },
  ...{ age: 'grew old', limit: 'made place', idle: 'read nothing' },
};
const limits: Readonly<Record<string, string>> = {
  ...{ user: 'streams of a user', tenant: 'streams of a tenant', total: 'streams in all', rate: 'connects a minute' },
};
/** Of a long list, so many rows are shown. */
const mostRows = 12;

/** The page as HTML: no script, light and dark, one column on a telephone. */
export function statusHtml(
  health: HubHealth,
  stats: HubStats,
  { title = 'Event hub', refreshSeconds = 5 }: StatusPageOptions = {},
): string {
  const refresh = refreshSeconds > 0 ? `<meta http-equiv="refresh" content="${Number(refreshSeconds)}">` : '';
  const { slow, overdue, gaps } = stats;
  const channels = byKind(stats.connectionsByChannel).map(
    ([name, count]) => [name === '*' ? 'none in particular' : name, count] as const,
  );
  const users = Object.keys(stats.connectionsByUser).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${refresh}<title>${text(`${marks[health.status]} ${title}`)}</title>
<style>${statusStyle}</style>
</head>
<body>
<header><h1>${text(title)}</h1><p class="status" data-status="${health.status}"><span aria-hidden="true">${marks[health.status]}</span> ${words[health.status]}</p><p class="since">up ${duration(stats.uptimeMs)}</p></header>
<main>
<dl class="figures">
${figure('Open streams', stats.connections, `${whole(users)} users`)}
${figure('Published a second', rate(stats.publishedPerSecond), 'in the last minute')}
${figure('Mean age', duration(stats.age.meanMs), `longest ${duration(stats.age.longestMs)}`)}
${figure('Read too slowly', slow, 'open streams', slow > 0)}
${figure('Heartbeats missed', overdue, 'open streams', overdue > 0)}
${figure('Gaps', gaps, 'since the start')}
</dl>
<div class="tables">
${table('Open streams by channel', channels, 'No stream is open.')}
${table('Open streams by tenant', largest(stats.connectionsByTenant), 'No tenant has a stream open.')}
${table('Since the start', [
  ['streams opened', stats.opened],
  ['events published', stats.published],
  ['events delivered', stats.delivered],
  ['heartbeats', stats.heartbeats],
])}
${table('Ended streams', named(stats.ended, reasons), 'No stream has ended.')}
${table('Refused streams', named(stats.refused, limits), 'No stream was refused.')}
</div>
</main>
</body>
</html>
`;
}

function figure(label: string, value: number | string, note = '', warns = false): string {
  const shown = typeof value === 'number' ? whole(value) : value;
  const below = note && `<dd class="note">${text(note)}</dd>`;
  return `<div${warns ? ' data-warns' : ''}><dt>${text(label)}</dt><dd class="value">${text(shown)}</dd>${below}</div>`;
}

function table(caption: string, rows: readonly (readonly [string, number])[], empty = ''): string {
  const shown = rows.slice(0, mostRows).map(([name, count]) => row(name, count));
  const rest = rows.slice(mostRows);
  if (rest.length > 0)
    shown.push(
      row(
        `${rest.length} more`,
        rest.reduce((sum, [, count]) => sum + count, 0),
      ),
    );
  const body =
    shown.length > 0 ? `<table><tbody>${shown.join('')}</tbody></table>` : `<p class="empty">${text(empty)}</p>`;
  return `<section><h2>${text(caption)}</h2>${body}</section>`;
}

function row(name: string, count: number): string {
  return `<tr><th scope="row"><bdi>${text(name)}</bdi></th><td>${whole(count)}</td></tr>`;
}

function largest(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** The counts that are not 0, under the names that people use. */
function named(counts: Readonly<Record<string, number>>, names: Readonly<Record<string, string>>) {
  return largest(counts).flatMap(([name, count]) => (count > 0 ? [[names[name] ?? name, count] as const] : []));
}

const whole = (value: number) => Math.round(value).toLocaleString('en');
const rate = (perSecond: number) => perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 });

/** The two largest units: `3 d 4 h`, `12 min 5 s`. */
function duration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const shown = units.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
