'use client';
import { useEffect } from 'react';
import { type Hotkey, isPressed } from './hotkey.ts';

/** The key that Base UI listens to on its own, as long as there are toasts. */
const builtIn = 'F6';

/** Leads to the toasts by a hotkey of the app's choice, or by none. */
export function useToastHotkey(hotkey: Hotkey | false): void {
  useEffect(() => {
    if (hotkey === builtIn) return;
    function onKeyDown(event: KeyboardEvent): void {
      // On its way from the document to the window, where Base UI would hear it.
      if (event.key === builtIn) event.stopPropagation();
      if (hotkey === false || !isPressed(hotkey, event)) return;
      event.preventDefault();
      window.dispatchEvent(new KeyboardEvent('keydown', { key: builtIn }));
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [hotkey]);
}
