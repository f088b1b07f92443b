import { fork } from 'node:child_process';
import { once } from 'node:events';

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The machine's steady clock, which is the same in all its processes, in µs. */
export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** Another process, by the methods that it answers. */
export interface Remote<Own extends Methods> {
  call<Name extends keyof Own & string>(
    name: Name,
    ...args: Parameters<Own[Name]>
  ): Promise<Awaited<ReturnType<Own[Name]>>>;
  stop(): Promise<void>;
}

interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: never[];
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly failure?: string;
}

/** Runs a file of this folder in a process of its own, so that what it costs is not counted with others. */
export function startProcess<Own extends Methods>(file: string, args: readonly string[] = []): Remote<Own> {
  const child = fork(new URL(file, import.meta.url), args, {
    execArgv: ['--conditions=bisse-source', '--expose-gc', '--no-warnings'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  child.on('exit', (code) => {
    const failure = `${file} ${args.join(' ')} ended with code ${code}`;
    for (const [id, settle] of waiting) settle({ id, failure });
  });
  return {
    call(name, ...args) {
      const id = ++calls;
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, failure }) => {
          if (failure === undefined) resolve(result as never);
          else reject(new Error(failure));
        });
        child.send({ id, name, args });
      });
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The other side of {@link startProcess}. */
export function answerCalls(methods: Methods): void {
  process.on('message', async ({ id, name, args }: Call) => {
    try {
      process.send?.({ id, result: await methods[name]?.(...args) } satisfies Answer);
    } catch (error) {
      process.send?.({ id, failure: String(error) } satisfies Answer);
    }
  });
  process.on('disconnect', () => process.exit());
}
