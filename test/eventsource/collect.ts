/** A thing that an `EventSource` told: a message, or that it is open, lost or failed, with its `readyState` then. */
export type Told = readonly [type: string, data: string, lastEventId: string] | readonly ['open' | 'error', number];

/** What the tests need of an `EventSource`, the library's or the browser's own. */
export type AnyEventSource = typeof globalThis.EventSource;

/** How long nothing more may come before what came is complete. */
const quietMs = 30;

/** Hears events of these types. */
export function listenTo(source: InstanceType<AnyEventSource>, types: Iterable<string>): Told[] {
  const told: Told[] = [];
  for (const type of new Set(['message', 'open', 'error', ...types])) {
    source.addEventListener(type, (event: Event) => {
      if (event instanceof MessageEvent) told.push([type, event.data, event.lastEventId]);
      else told.push([type as 'open' | 'error', source.readyState]);
    });
  }
  return told;
}

/** What a new source tells, up to as many things as are expected, and whatever comes right after them; then closes it. */
export async function collect(
  Source: AnyEventSource,
  url: string,
  expected: { readonly length: number; readonly types: Iterable<string> },
): Promise<readonly Told[]> {
  const source = new Source(url);
  const told = listenTo(source, expected.types);
  const deadline = Date.now() + 8_000;
  while (told.length < expected.length && Date.now() < deadline) await wait(5);
  await wait(quietMs);
  source.close();
  return told;
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
