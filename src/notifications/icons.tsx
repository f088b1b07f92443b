import type { ReactNode } from 'react';
import type { Severity } from './record.ts';

/** The shapes that tell severities apart, also without colour. */
const shapes: Readonly<Record<Severity, ReactNode>> = {
  info: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 7.25v3.5M8 5h.01" />
    </>
  ),
  success: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m5.25 8.25 1.9 1.9 3.6-4" />
    </>
  ),
  warning: <path d="M8 2.25 14.25 13H1.75L8 2.25ZM8 6.5v3M8 11.25h.01" />,
  error: <path d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4L5.4 1.75ZM8 4.75v4M8 11h.01" />,
};

export function SeverityIcon({ severity }: { readonly severity: Severity }): ReactNode {
  return <Icon>{shapes[severity]}</Icon>;
}

export function SpinnerIcon(): ReactNode {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6.25" opacity=".3" />
      <path className="bisse-spin" d="M8 1.75A6.25 6.25 0 0 1 14.25 8" />
    </Icon>
  );
}

export const BellIcon = () => (
  <Icon>{<path d="M3 11.5h10L12 10V7a4 4 0 0 0-8 0v3l-1 1.5ZM6.75 13.75h2.5M8 3V1.75" />}</Icon>
);
export const CloseIcon = () => <Icon>{<path d="m4 4 8 8M12 4l-8 8" />}</Icon>;
export const CheckIcon = () => <Icon>{<path d="m3.25 8.5 3 3 6.5-7" />}</Icon>;
export const UnreadIcon = () => <Icon>{<circle cx="8" cy="8" r="3.25" />}</Icon>;
export const ArchiveIcon = () => <Icon>{<path d="M2 3h12v3H2zM3 6v7h10V6M6.5 8.75h3" />}</Icon>;
export const BackIcon = () => <Icon>{<path d="M5.5 2.75 2.5 6l3 3.25M2.75 6H10a3.25 3.25 0 0 1 0 6.75H6" />}</Icon>;

function Icon({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <svg
      aria-hidden="true"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}
