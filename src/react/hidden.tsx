import type { ReactNode } from 'react';

/** For screen readers alone. Its style is inline, because it must be hidden without bisse's stylesheet too. */
export function Hidden({ role, children }: { readonly role?: 'status' | undefined; readonly children: ReactNode }) {
  return (
    <span role={role} style={hiddenStyle}>
      {children}
    </span>
  );
}

export const hiddenStyle = {
  position: 'absolute',
  width: 1,
  height: 1,
  margin: -1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
} as const;
