'use client';
import { type FocusEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { NotificationStore } from './create-notifications.ts';
import type { PauseReason } from './deck.ts';

/** Stops the time of toasts while their reader is with them, and gives focus back where it came from. */
export function useToastAttention(store: NotificationStore, isEmpty: boolean) {
  const pauses = useRef(new Map<PauseReason, () => void>());
  const cameFrom = useRef<HTMLElement | null>(null);

  function hold(reason: PauseReason): void {
    if (!pauses.current.has(reason)) pauses.current.set(reason, store.pause(reason));
  }
  function release(reason: PauseReason): void {
    pauses.current.get(reason)?.();
    pauses.current.delete(reason);
  }

  useEffect(() => {
    const held = pauses.current;
    const letGo = (reason: PauseReason) => {
      held.get(reason)?.();
      held.delete(reason);
    };
    const onBlur = () => {
      if (!held.has('blur')) held.set('blur', store.pause('blur'));
    };
    const onFocus = () => letGo('blur');
    window.addEventListener('blur', onBlur);
    window.addEventListener('focus', onFocus);
    return () => {
      window.removeEventListener('blur', onBlur);
      window.removeEventListener('focus', onFocus);
      for (const reason of [...held.keys()]) letGo(reason);
    };
  }, [store]);

  useEffect(() => {
    if (!isEmpty) return;
    // What is removed under a pointer, or with the focus in it, says no goodbye.
    const held = pauses.current;
    const hadFocus = held.has('focus');
    for (const reason of ['hover', 'focus', 'swipe'] as const) {
      held.get(reason)?.();
      held.delete(reason);
    }
    if (hadFocus && document.activeElement === document.body) cameFrom.current?.focus({ preventScroll: true });
    cameFrom.current = null;
  }, [isEmpty]);

  return {
    onPointerEnter: ({ pointerType }: PointerEvent) => pointerType !== 'touch' && hold('hover'),
    onPointerLeave: ({ pointerType }: PointerEvent) => pointerType !== 'touch' && release('hover'),
    onPointerDown: ({ pointerType }: PointerEvent) => pointerType === 'touch' && hold('swipe'),
    onPointerUp: () => release('swipe'),
    onPointerCancel: () => release('swipe'),
    onFocus({ currentTarget, relatedTarget }: FocusEvent) {
      if (!currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget as HTMLElement | null;
      hold('focus');
    },
    onBlur({ currentTarget, relatedTarget }: FocusEvent) {
      if (!currentTarget.contains(relatedTarget)) release('focus');
    },
  };
}
