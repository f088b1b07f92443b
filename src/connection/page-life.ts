import type { Clock } from '../utils/clock.ts';
import type { Page } from '../utils/page.ts';
import type { PauseReason } from './state.ts';

export interface PageLifeOptions {
  readonly page: Page;
  readonly clock: Clock;
  readonly onPause: (reason: PauseReason) => void;
  readonly onResume: (reason: PauseReason) => void;
  /** The page has come back from wherever it was: timers may have slept. */
  readonly onWake: () => void;
}

/** How long a page may be hidden before its stream is let go. */
const hiddenForMs = 5 * 60_000;

/**
 * Turns what happens to the page into reasons to pause. Returns what ends that, and takes the page's reasons back.
 * `navigator.onLine` is not asked at the start: browsers say "offline" on machines that reach their server all the same,
 * and an attempt tells for sure.
 */
export function followPage({ page, clock, onPause, onResume, onWake }: PageLifeOptions): () => void {
  let cancelHidden: (() => void) | undefined;

  function startHiding(): void {
    cancelHidden ??= clock.setTimeout(() => onPause('hidden'), hiddenForMs);
  }

  function stopHiding(): void {
    cancelHidden?.();
    cancelHidden = undefined;
  }

  const stopListening = page.onChange((change) => {
    switch (change) {
      case 'hidden':
        return startHiding();
      case 'visible':
        stopHiding();
        onWake();
        return onResume('hidden');
      case 'offline':
        return onPause('offline');
      case 'online':
        onWake();
        return onResume('offline');
      // Aborting now is what lets the page into the back/forward cache.
      case 'pagehide':
        return onPause('bfcache');
      case 'pageshow':
        onWake();
        return onResume('bfcache');
    }
  });
  if (page.isHidden()) startHiding();

  return () => {
    stopListening();
    stopHiding();
    onResume('hidden');
    onResume('offline');
    onResume('bfcache');
  };
}
