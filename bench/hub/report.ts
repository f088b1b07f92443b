import type { Measurement } from './measure.ts';

type Round = Readonly<Record<string, Measurement>>;

/** A column: what it says of a contender in one round, and how that is written. */
interface Column {
  readonly title: string;
  readonly of: (own: Measurement, raw: Measurement | undefined) => number;
  readonly digits: number;
}

const kilobyte = 1_024;
const columns: readonly Column[] = [
  { title: 'heap KB', of: ({ heap }) => heap / kilobyte, digits: 1 },
  { title: 'RSS KB', of: ({ rss }) => rss / kilobyte, digits: 0 },
  { title: 'CPU ÷ raw', of: (own, raw) => own.cpu / (raw?.cpu ?? Number.NaN), digits: 2 },
  { title: 'CPU ÷ raw, bursts', of: (own, raw) => own.burstCpu / (raw?.burstCpu ?? Number.NaN), digits: 2 },
  { title: 'CPU µs', of: ({ cpu }) => cpu, digits: 1 },
  { title: 'CPU µs, bursts', of: ({ burstCpu }) => burstCpu, digits: 1 },
  { title: 'p50 ms', of: ({ p50 }) => p50, digits: 1 },
  { title: 'p99 ms', of: ({ p99 }) => p99, digits: 1 },
  { title: 'stalled: own KB', of: ({ stalledOwn }) => stalledOwn / kilobyte, digits: 0 },
  { title: 'stalled: RSS KB', of: ({ stalledRss }) => stalledRss / kilobyte, digits: 0 },
  { title: 'resume ms', of: ({ resumeMs }) => resumeMs, digits: 0 },
  { title: 'resume CPU µs', of: ({ resumeCpu }) => resumeCpu, digits: 0 },
];

/** A Markdown table with a row for each contender: median [min..max] over the rounds. Ratios are taken inside a round. */
export function report(contenders: readonly string[], rounds: readonly Round[]): string {
  const rows = contenders.map((contender) => [contender, ...columns.map((column) => cell(column, contender, rounds))]);
  const titles = ['', ...columns.map(({ title }) => title)];
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell({ of, digits }: Column, contender: string, rounds: readonly Round[]): string {
  const values = rounds.map((round) => of(round[contender] as Measurement, round['raw'])).sort((a, b) => a - b);
  if (values.every(Number.isNaN)) return '–';
  const middle = (values.length - 1) / 2;
  const median = ((values[Math.floor(middle)] ?? 0) + (values[Math.ceil(middle)] ?? 0)) / 2;
  const text = (value = Number.NaN) => value.toFixed(digits);
  const range = `${text(values[0])}..${text(values.at(-1))}`;
  return text(values[0]) === text(values.at(-1)) ? text(median) : `${text(median)} [${range}]`;
}
