import { createEmitter } from '../utils/emitter.ts';
import type { Page, PageChange } from '../utils/page.ts';

/** The page of a group of tabs: hidden when all of them are. What else happens to the leader's own page happens to it. */
export interface GroupPage extends Page {
  /** Another tab may have come to the front, or gone. */
  check(): void;
  stop(): void;
}

export function createGroupPage(own: Page, isAnyVisible: () => boolean): GroupPage {
  const changes = createEmitter<PageChange>();
  const isHidden = () => own.isHidden() && !isAnyVisible();
  let wasHidden = isHidden();

  function check(): void {
    if (isHidden() === wasHidden) return;
    wasHidden = !wasHidden;
    changes.emit(wasHidden ? 'hidden' : 'visible');
  }

  const stop = own.onChange((change) => {
    if (change === 'visible' || change === 'hidden') check();
    else if (change === 'online' || change === 'offline') changes.emit(change);
  });
  return { isHidden, onChange: (listener) => changes.on(listener), check, stop };
}
