/** The part of a Chromium CPU profile that is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const idle = new Set(['(idle)', '(root)']);
const rowCount = 30;

/** Where the main thread spent its time: by module, and by function. Self time, which counts no callee. */
export function hotSpots({ nodes, samples, timeDeltas }: CpuProfile): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byModule = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, index) => {
    const { functionName = '', url = '', lineNumber = 0 } = frames.get(id) ?? {};
    if (idle.has(functionName)) return;
    const ms = (timeDeltas[index] ?? 0) / 1_000;
    const module = url === '' ? functionName : new URL(url).pathname;
    busy += ms;
    add(byModule, module, ms);
    add(byFunction, url === '' ? functionName : `${functionName || '(anonymous)'}  ${module}:${lineNumber + 1}`, ms);
  });
  return [`busy ${busy.toFixed(0)} ms`, table(byModule, busy), table(byFunction, busy)].join('\n\n');
}

function add(sums: Map<string, number>, key: string, ms: number): void {
  sums.set(key, (sums.get(key) ?? 0) + ms);
}

function table(sums: ReadonlyMap<string, number>, busy: number): string {
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, rowCount)
    .map(([key, ms]) => `${((100 * ms) / busy).toFixed(1).padStart(5)} %  ${ms.toFixed(1).padStart(7)} ms  ${key}`)
    .join('\n');
}
