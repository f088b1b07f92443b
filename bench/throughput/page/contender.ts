/** One way to bring a stream onto a page. */
export interface Contender {
  /** Shows the rows; resolves when they are in the DOM. Contenders that show nothing have none. */
  readonly show?: (root: HTMLElement) => Promise<void>;
  /** Opens the stream. Calls `heard` with the number of every event; returns what ends the stream. */
  start(heard: (n: number) => void): () => void;
}

/** How often rows were rendered, and how often React has committed. */
export const counts = { renders: 0, commits: 0 };

/** Counts React's commits, in a production build too. React looks for the hook when it is loaded, so this comes first. */
export function countCommits(): void {
  Object.assign(globalThis, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      isDisabled: false,
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberUnmount() {},
      onPostCommitFiberRoot() {},
      onCommitFiberRoot() {
        counts.commits += 1;
      },
    },
  });
}

/** Resolves when `holds` does, looking before each frame. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((frame) => requestAnimationFrame(frame));
}
