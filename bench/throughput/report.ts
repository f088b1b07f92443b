import type { Result } from './page/measure.ts';

export interface Measurement extends Result {
  /** What the page's main thread computed, in ms. */
  readonly cpuMs: number;
}

type Round = Readonly<Record<string, Measurement>>;

/** A column: what it says of a contender in one round, and how that is written. */
interface Column {
  readonly title: string;
  readonly of: (own: Measurement, round: Round) => number;
  readonly digits: number;
}

const columns: readonly Column[] = [
  { title: 'speed ÷ native', of: (own, { native }) => ratio(native?.wallMs, own.wallMs), digits: 1 },
  { title: 'native CPU ÷ its CPU', of: (own, { native }) => ratio(native?.cpuMs, own.cpuMs), digits: 1 },
  { title: 'speed ÷ parse-only', of: (own, round) => ratio(round['parse-only']?.wallMs, own.wallMs), digits: 2 },
  { title: 'its CPU ÷ parse-only CPU', of: (own, round) => ratio(own.cpuMs, round['parse-only']?.cpuMs), digits: 1 },
  { title: 'wall ms', of: ({ wallMs }) => wallMs, digits: 0 },
  { title: 'CPU ms', of: ({ cpuMs }) => cpuMs, digits: 0 },
  { title: 'long tasks', of: ({ longTasks }) => longTasks, digits: 0 },
  { title: 'longest ms', of: ({ longestTaskMs }) => longestTaskMs, digits: 0 },
  { title: 'commits', of: ({ commits }) => commits, digits: 0 },
  { title: 'renders', of: ({ renders }) => renders, digits: 0 },
  { title: 'lost', of: ({ lost }) => lost, digits: 0 },
  { title: 'wrong', of: ({ wrong }) => wrong, digits: 0 },
];

function ratio(above = Number.NaN, below = Number.NaN): number {
  return above / below;
}

/** A Markdown table with a row for each contender: median [min..max] over the rounds. Ratios are taken inside a round. */
export function report(rounds: readonly Round[]): string {
  const contenders = Object.keys(rounds[0] ?? {}).sort();
  const rows = contenders.map((contender) => [contender, ...columns.map((column) => cell(column, contender, rounds))]);
  const titles = ['', ...columns.map(({ title }) => title)];
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell({ of, digits }: Column, contender: string, rounds: readonly Round[]): string {
  const values = rounds.map((round) => of(round[contender] as Measurement, round)).sort((a, b) => a - b);
  const middle = (values.length - 1) / 2;
  const median = ((values[Math.floor(middle)] ?? 0) + (values[Math.ceil(middle)] ?? 0)) / 2;
  const text = (value = Number.NaN) => value.toFixed(digits);
  const range = `${text(values[0])}..${text(values.at(-1))}`;
  return text(values[0]) === text(values.at(-1)) ? text(median) : `${text(median)} [${range}]`;
}
