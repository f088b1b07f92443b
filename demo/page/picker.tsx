import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';

interface PickerProps {
  /** What is chosen, for those who do not see where it stands. */
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Whether an arrow says that there is a choice. Default true. */
  readonly hasArrow?: boolean;
  readonly onPick: (value: string) => void;
  /** How the value looks. */
  readonly children: ReactNode;
}

/** A value that opens the platform's own list when it is pressed. */
export function Picker({ label, value, options, hasArrow = true, onPick, children }: PickerProps) {
  const known = options.some((option) => option.value === value);
  return (
    <span className="picker">
      {children}
      {hasArrow && <Icon name="down" />}
      <select aria-label={label} value={value} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        {!known && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
