import { ConfigError } from '../errors.ts';

/** A length of time: milliseconds, or a number with a unit. */
export type Duration = number | `${number}ms` | `${number}s` | `${number}m` | `${number}h`;

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * Milliseconds of a {@link Duration}.
 * @throws ConfigError when it is neither a number of milliseconds nor like `'30s'`.
 */
export function toMs(duration: Duration): number {
  if (typeof duration === 'number' && duration >= 0) return duration;
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(duration));
  if (!parts) {
    throw new ConfigError(
      `"${duration}" is not a duration, so no timer can be set with it. Give milliseconds (30000) or a number with a unit ("500ms", "30s", "5m", "1h").`,
    );
  }
  return Number(parts[1]) * unitMs[parts[2] as keyof typeof unitMs];
}
