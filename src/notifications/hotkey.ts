/** A key, with modifiers before it: `F6`, `Alt+T`, `Control+Shift+N`. Names as `KeyboardEvent.key` has them. */
export type Hotkey = string;

/** Whether a press is that of the hotkey. A letter alone is no hotkey where text is written. */
export function isPressed(hotkey: Hotkey, event: KeyboardEvent): boolean {
  const parts = hotkey.split('+');
  const key = parts.at(-1) as string;
  const isRight =
    event.key.toLowerCase() === key.toLowerCase() ||
    // With Alt, some systems give another character for the key.
    (key.length === 1 && event.code === `Key${key.toUpperCase()}`);
  const wants = (modifier: string) => parts.slice(0, -1).some((part) => part.toLowerCase() === modifier);
  const hasModifiers =
    event.altKey === wants('alt') &&
    event.ctrlKey === wants('control') &&
    event.metaKey === wants('meta') &&
    event.shiftKey === wants('shift');
  const isText = key.length === 1 && !event.altKey && !event.ctrlKey && !event.metaKey;
  return isRight && hasModifiers && !(isText && isEditable(event.target));
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName))
  );
}
