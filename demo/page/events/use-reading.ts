import { type FocusEvent, type PointerEvent, type UIEvent, useState } from 'react';

/** How far down the reader is when he has left the top, in px. */
const awayPx = 24;

/** Whether somebody reads a list: has scrolled away from its top, points at it with a mouse, or has the focus in it. */
export function useReading() {
  const [isAway, setIsAway] = useState(false);
  const [isPointing, setIsPointing] = useState(false);
  const [hasFocus, setHasFocus] = useState(false);
  return {
    isReading: isAway || isPointing || hasFocus,
    onScroll: ({ currentTarget }: UIEvent) => setIsAway(currentTarget.scrollTop > awayPx),
    /** Of what holds the list, and the button that brings what is new. */
    handlers: {
      onPointerEnter: ({ pointerType }: PointerEvent) => setIsPointing(pointerType === 'mouse'),
      onPointerLeave: () => setIsPointing(false),
      onFocus: () => setHasFocus(true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => setHasFocus(currentTarget.contains(relatedTarget)),
    },
  };
}
