/**
 * What can happen to the page that holds the stream. `freeze` is the last thing that a page hears before it holds still, in a
 * background tab or in the back/forward cache; `resume` is the first thing afterwards.
 */
export type PageChange = 'visible' | 'hidden' | 'online' | 'offline' | 'pagehide' | 'pageshow' | 'freeze' | 'resume';

/** What the library needs to know of the page around it. A server or a worker has a page that never changes. */
export interface Page {
  isHidden(): boolean;
  /** Calls `listener` on every change until the returned function is called. */
  onChange(listener: (change: PageChange) => void): () => void;
}

/** A page that is visible and online for ever. */
export const stillPage: Page = { isHidden: () => false, onChange: () => () => {} };

/** The page of a browser; on a server, one that is visible and online for ever. */
export function browserPage(): Page {
  if (typeof document === 'undefined' || typeof window === 'undefined') return stillPage;
  return {
    isHidden: () => document.visibilityState === 'hidden',
    onChange(listener) {
      const visibility = () => listener(document.visibilityState === 'hidden' ? 'hidden' : 'visible');
      const online = () => listener('online');
      const offline = () => listener('offline');
      const pagehide = () => listener('pagehide');
      const pageshow = (event: PageTransitionEvent) => event.persisted && listener('pageshow');
      const freeze = () => listener('freeze');
      const resume = () => listener('resume');
      document.addEventListener('visibilitychange', visibility);
      document.addEventListener('freeze', freeze);
      document.addEventListener('resume', resume);
      window.addEventListener('online', online);
      window.addEventListener('offline', offline);
      window.addEventListener('pagehide', pagehide);
      window.addEventListener('pageshow', pageshow);
      return () => {
        document.removeEventListener('visibilitychange', visibility);
        document.removeEventListener('freeze', freeze);
        document.removeEventListener('resume', resume);
        window.removeEventListener('online', online);
        window.removeEventListener('offline', offline);
        window.removeEventListener('pagehide', pagehide);
        window.removeEventListener('pageshow', pageshow);
      };
    },
  };
}
