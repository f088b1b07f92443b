import type { SSEEvent } from './stream.ts';

/** How long an element that was just written to has the class `live-updating`, in ms. */
const updatingMs = 1_000;
const updatingClass = 'live-updating';

type DataOf<Type extends SSEEvent['event']> = Extract<SSEEvent, { event: Type }>['data'];

/** When each element loses the class; one that is written to again keeps it for a further second. */
const ends = new WeakMap<Element, ReturnType<typeof setTimeout>>();

/**
 * Shows variables of a pin in the page: every element with `data-var="<name>"` gets the value as its text, and for 1 s the
 * class `live-updating`. PinDown, `updatePinContent`.
 */
export function updatePinContent(data: DataOf<'pin:content_updated'>, root: ParentNode = document): void {
  for (const [name, value] of Object.entries(data.updatedVars)) {
    for (const element of root.querySelectorAll(`[data-var="${CSS.escape(name)}"]`)) {
      element.textContent = value as string;
      element.classList.add(updatingClass);
      clearTimeout(ends.get(element));
      ends.set(
        element,
        setTimeout(() => element.classList.remove(updatingClass), updatingMs),
      );
    }
  }
}

/**
 * Shows how far a pipeline is: every `.progress-bar` within `data-pipeline="<id>"` gets that width. PinDown,
 * `updateAutomationStatus`.
 */
export function updateAutomationStatus(data: DataOf<'automation:pipeline_status'>, root: ParentNode = document): void {
  const bars = root.querySelectorAll<HTMLElement>(`[data-pipeline="${CSS.escape(data.pipelineId)}"] .progress-bar`);
  for (const bar of bars) bar.style.width = `${data.progress}%`;
}
