import type { ReactNode } from 'react';

/** How far something is. Screen readers hear of it from the live region, at its quarters. */
export function ProgressLine({ label, value }: { readonly label: string; readonly value: number }): ReactNode {
  const percent = Math.round(value * 100);
  return (
    <div className="bisse-progress-line" data-part="progress">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        data-part="track"
        className="bisse-progress-line-track"
      >
        <div data-part="bar" className="bisse-progress-line-bar" style={{ scale: `${value} 1` }} />
      </div>
      <bdi aria-hidden="true" data-part="percent" className="bisse-progress-line-percent">
        {percent} %
      </bdi>
    </div>
  );
}
