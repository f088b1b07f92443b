import { useSyncExternalStore } from 'react';

/** The view that the address names (`#/labsos`), or the first one where it names none. */
export function useView<Id extends string>(ids: readonly [Id, ...Id[]]): Id {
  const named = useSyncExternalStore(whenAddressChanges, nameInAddress);
  return ids.find((id) => id === named) ?? ids[0];
}

function whenAddressChanges(listener: () => void) {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

function nameInAddress(): string {
  return location.hash.replace(/^#\/?/, '');
}
