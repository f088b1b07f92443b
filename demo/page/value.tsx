import { useState } from 'react';

interface ValueProps {
  /** The name of the field, as the server spells it. */
  readonly field: string;
  readonly value: string | number | null | undefined;
  readonly className?: string;
}

/** A value of a row. When another comes, a mark beside it stays for a moment. */
export function Value({ field, value, className = '' }: ValueProps) {
  const [first] = useState(value);
  return (
    <span className={`value ${className}`}>
      <span data-field={field}>{value}</span>
      {value !== first && <span key={String(value)} className="changed" aria-hidden="true" />}
    </span>
  );
}
