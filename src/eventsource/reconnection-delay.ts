/** Whatever the server asks for (`retry: 0`), a host that is down is not asked in a tight loop. */
const floorMs = 100;
/** How far repeated failures stretch the wait. */
const longestMs = 30_000;
/** Beyond it, timers fire at once. */
const ceilingMs = 2 ** 31 - 1;

/**
 * How long to wait before the next attempt: the reconnection time, doubled with each further attempt in a row that did not
 * open (HTML standard, 9.2.3, lets a user agent back off so).
 */
export function reconnectionDelay(reconnectionMs: number, failures: number): number {
  const stretched = Math.min(reconnectionMs * 2 ** Math.max(0, failures - 1), longestMs);
  return Math.min(ceilingMs, Math.max(floorMs, reconnectionMs, stretched));
}
