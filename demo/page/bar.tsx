interface BarProps {
  /** What goes on, for those who do not see where the bar stands. */
  readonly label: string;
  /** From 0 to 100. */
  readonly percent: number;
  readonly look?: 'busy' | 'done' | 'failed' | 'stalled' | 'idle';
}

/** How far something is. */
export function Bar({ label, percent, look = 'busy' }: BarProps) {
  return (
    <div
      className={`bar ${look}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <span style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
