import type { Ablation } from './ablations.ts';

/** The rules that hold between a server and the streams of a client, which have a play of their own each (`streams.test.ts`). */
export const streamAblations: readonly Ablation[] = [
  {
    rule: 'H1',
    file: 'server/connection.ts',
    find: "write(control({ type: 'heartbeat' }, connection.cursor));",
    replace: "write(control({ type: 'heartbeat' }, log.head().id));",
  },
  {
    rule: 'H2',
    file: 'server/connection.ts',
    find: 'control(connected, connection.cursor)',
    replace: 'control(connected, log.head().id)',
  },
  {
    rule: 'C3-mark',
    file: 'delivery/sequence.ts',
    find: "if (seen.has(id)) return 'drop';",
    replace: "if (last !== undefined && (compareCursors(id, last) ?? 1) <= 0) return 'drop';",
  },
  { rule: 'C3-lowest', file: 'connection/stream-runner.ts', find: 'cursor = run.cursor;', replace: '' },
  {
    rule: 'C3-one',
    file: 'connection/stream-runner.ts',
    find: 'if (run === successor && !takeOver(run)) return;',
    replace: '',
  },
];
