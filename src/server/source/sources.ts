import { ConfigError } from '../../errors.ts';
import type { Clock } from '../../utils/clock.ts';
import type { Random } from '../../utils/random.ts';
import type { HubLogger } from '../logger.ts';
import type { Source, SourceHost } from './source.ts';

export interface SourcesOptions {
  readonly publish: SourceHost['publish'];
  readonly isShared: boolean;
  readonly logger: HubLogger;
  readonly clock: Clock;
  readonly random: Random;
}

/** The sources of a hub: runs them, and runs them again when they fail. */
export interface Sources {
  /**
   * Runs a source until it is stopped, by the returned function or with all others.
   * @throws ConfigError when they were stopped already.
   */
  start(source: Source): () => Promise<void>;
  /** Stops all. Resolves when they have ended, after {@link patienceMs} at most. */
  stop(): Promise<void>;
}

/** Pauses after a failure double from the first to the last. */
const pausesMs = { first: 100, last: 5_000 };
/** How long a source may take to end. */
const patienceMs = 1_000;

export function createSources({ publish, isShared, logger, clock, random }: SourcesOptions): Sources {
  const running = new Map<Promise<void>, () => void>();
  let stopped = false;

  async function keepRunning(source: Source, signal: AbortSignal): Promise<void> {
    // In a row.
    let failures = 0;
    const working = () => {
      if (failures > 0) logger.warn({ source: source.name }, `bisse: ${source.name} works again.`);
      failures = 0;
    };
    while (!signal.aborted) {
      try {
        return await source.run({ publish, signal, isShared, logger, working });
      } catch (error) {
        if (signal.aborted) return;
        if (failures === 0) {
          logger.error(
            { source: source.name, err: error },
            `bisse: ${source.name} failed, so nothing is published from it until it works again. It is tried again all the time.`,
          );
        }
        await pause(Math.min(pausesMs.last, pausesMs.first * 2 ** failures), signal);
        failures += 1;
      }
    }
  }

  /** About `ms` long, so that instances do not come back in one moment. */
  function pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.setTimeout(end, ms * (0.5 + random() / 2));
      signal.addEventListener('abort', end);
    });
  }

  /** Waits for sources that were told to stop. One that does not end is left behind. */
  async function ended(runs: readonly Promise<void>[]): Promise<void> {
    if (runs.length === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.setTimeout(resolve, patienceMs);
      void Promise.all(runs).then(() => {
        cancel();
        resolve();
      });
    });
  }

  return {
    start(source) {
      if (stopped) throw new ConfigError(`this hub is closed, so nothing can be published from ${source.name}.`);
      const abort = new AbortController();
      const run = keepRunning(source, abort.signal).finally(() => running.delete(run));
      running.set(run, () => abort.abort());
      return () => {
        abort.abort();
        return ended([run]);
      };
    },
    stop() {
      stopped = true;
      for (const abort of running.values()) abort();
      return ended([...running.keys()]);
    },
  };
}
