interface SparklineProps {
  /** Oldest first. */
  readonly values: readonly number[];
}

const width = 60;
const height = 16;
const slots = 60;

/** A low load would be a line on the floor at full scale, and a noisy one at its own: the scale is a quarter at least. */
const smallestScale = 25;

/** The last values, in percent, as a line; the newest at the right edge. */
export function Sparkline({ values }: SparklineProps) {
  const max = Math.max(smallestScale, ...values);
  const step = width / (slots - 1);
  const start = slots - values.length;
  const points = values.map((value, index) => {
    const y = height - 1 - (value / max) * (height - 2);
    return `${((start + index) * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <path d={`M0 ${height - 0.5}H${width}`} className="floor" />
      {points.length > 1 && <polyline points={points.join(' ')} />}
    </svg>
  );
}
