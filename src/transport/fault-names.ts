/** What can be made to happen to a stream on purpose: by the devtools, a url, a story, a test. */
export const faultNames = [
  /** The connection breaks. */
  'drop',
  /** Nothing gets through for a while (60 s), not even heartbeats; then all of it does. */
  'stall',
  /** The connection stays open and is dead: nothing ever gets through again. */
  'halfOpen',
  /** The connection breaks in the midst of the next message. */
  'cutMidFrame',
  /** Something comes that is no event. */
  'garbage',
  /** The last messages come again, with their ids. */
  'duplicate',
  /** The next message comes after the one that follows it. */
  'reorder',
  /** The next messages are lost, and the server says so. */
  'gap',
  /** The connection breaks, and the next attempt is answered with 401. */
  'status401',
  /** The connection breaks, and the next attempt is answered with 503 and `Retry-After: 1`. */
  'status503',
  /** The server ends the stream, and takes these credentials no more. */
  'expireToken',
  /** Everything comes 1 s late, for 20 s. */
  'slow',
  /** Nothing comes for 2 s, and then all of it at once. */
  'burst',
  /** The page is frozen for 10 s, as a tab in the background is. */
  'freeze',
  /** Another tab is opened for 10 s. */
  'secondTab',
] as const;

export type FaultName = (typeof faultNames)[number];

export function isFaultName(name: string): name is FaultName {
  return (faultNames as readonly string[]).includes(name);
}

/** How long a fault lasts that does not strike once, in ms. */
export const faultMs: Readonly<Partial<Record<FaultName, number>>> = {
  stall: 60_000,
  slow: 20_000,
  burst: 2_000,
  freeze: 10_000,
  secondTab: 10_000,
};
