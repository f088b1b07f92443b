import type { ReactNode } from 'react';
import type { PartProps } from './look.ts';

// Each state has a shape of its own, so that colour is never alone. Drawn on a grid of 12, in the colour of the text around.

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.5,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const ring = <circle cx="6" cy="6" r="4" {...stroke} />;

const shapes = {
  full: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  ring,
  dashes: <circle cx="6" cy="6" r="4" {...stroke} strokeDasharray="1.6 2.6" />,
  dot: (
    <>
      {ring}
      <circle cx="6" cy="6" r="1.75" fill="currentColor" />
    </>
  ),
  quarter: (
    <>
      {ring}
      <path d="M6 6V2a4 4 0 0 1 4 4Z" fill="currentColor" />
    </>
  ),
  half: (
    <>
      {ring}
      <path d="M6 2a4 4 0 0 1 0 8Z" fill="currentColor" />
    </>
  ),
  slashed: (
    <>
      {ring}
      <path d="m2.5 9.5 7-7" {...stroke} />
    </>
  ),
  again: <path d="M9.5 4.2A4 4 0 1 0 10 6.8M9.75 1.75v2.5h-2.5" {...stroke} />,
  bars: <path d="M4 2.75v6.5m4-6.5v6.5" {...stroke} strokeWidth={2} />,
  key: <path d="M4 8.75a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm2-2h4.75v2M8.5 6.75v1.5" {...stroke} />,
  lock: (
    <>
      <rect x="2.5" y="5.25" width="7" height="5" rx="1" fill="currentColor" />
      <path d="M4 5V3.75a2 2 0 0 1 4 0V5" {...stroke} />
    </>
  ),
  barred: (
    <>
      {ring}
      <path d="M4 6h4" {...stroke} />
    </>
  ),
  warning: <path d="M6 1.75 10.75 10H1.25ZM6 5v1.75m0 1.5v.01" {...stroke} />,
  cross: <path d="m3 3 6 6m0-6-6 6" {...stroke} strokeWidth={2} />,
  square: <rect x="2.5" y="2.5" width="7" height="7" rx="1" {...stroke} />,
  check: <path d="m2.25 6.5 2.5 2.5 5-6" {...stroke} strokeWidth={2} />,
  up: <path d="M6 2.5 10 9H2Z" fill="currentColor" />,
  down: <path d="M6 9.5 2 3h8Z" fill="currentColor" />,
  changed: <path d="M6 2 10 6 6 10 2 6Z" fill="currentColor" />,
} satisfies Readonly<Record<string, ReactNode>>;

export type MarkShape = keyof typeof shapes;

/** A sign that stands beside words and says the same as they do. */
export function Mark({ shape, part }: { readonly shape: MarkShape; readonly part: PartProps }) {
  return (
    <svg {...part} data-shape={shape} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {shapes[shape]}
    </svg>
  );
}
