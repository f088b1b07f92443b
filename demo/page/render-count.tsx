import { useEffect, useRef } from 'react';

/**
 * Counts how often the row it stands in has rendered, and writes the number past React: a counter in state would render
 * the row once more. It renders with its row and with nothing else. Shown by `data-render-counts` on the document.
 */
export function RenderCount() {
  const badge = useRef<HTMLSpanElement>(null);
  const renders = useRef(0);
  useEffect(() => {
    renders.current += 1;
    if (badge.current) badge.current.textContent = String(renders.current);
  });
  return <span ref={badge} className="render-count" data-field="renders" title="Renders of this row" />;
}
