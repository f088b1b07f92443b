import type { PartProps } from './look.ts';

export interface SparklineProps {
  /** Oldest first. NaN and infinite numbers are gaps in the line. */
  readonly values: readonly number[];
  /** What the bottom and the top stand for. Default: the least and the greatest of the values. */
  readonly range?: readonly [bottom: number, top: number] | undefined;
  readonly part: PartProps;
}

export const sparklineSize = { width: 60, height: 16 } as const;

/** The stroke stays within the picture. */
const edge = 1;

/** How values went, as one line. It stands beside a value that says where they are now. */
export function Sparkline({ values, range, part }: SparklineProps) {
  const { width, height } = sparklineSize;
  return (
    <svg {...part} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path
        d={sparklinePath(values, range)}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.25}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The newest at the right edge. Empty where fewer than two values are numbers; a level line in the middle where all are the same. */
export function sparklinePath(values: readonly number[], range?: readonly [bottom: number, top: number]): string {
  const numbers = values.filter(Number.isFinite);
  if (numbers.length < 2) return '';
  const [bottom, top] = range ?? [Math.min(...numbers), Math.max(...numbers)];
  const { width, height } = sparklineSize;
  const step = (width - 2 * edge) / (values.length - 1);
  const yOf = (value: number) => {
    const share = top > bottom ? (value - bottom) / (top - bottom) : 0.5;
    return height - edge - Math.min(1, Math.max(0, share)) * (height - 2 * edge);
  };
  let isDrawing = false;
  let path = '';
  for (const [index, value] of values.entries()) {
    if (Number.isFinite(value)) {
      path += `${isDrawing ? 'L' : 'M'}${round(edge + index * step)} ${round(yOf(value))}`;
    }
    isDrawing = Number.isFinite(value);
  }
  return path;
}

const round = (value: number) => Math.round(value * 10) / 10;
