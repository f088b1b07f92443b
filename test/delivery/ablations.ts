/** How a rule is switched off: a text of its file, and what stands in its place then. */
export interface Ablation {
  readonly rule: string;
  /** In src/. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Each rule of docs/delivery.md that random plays look after, switched off at the place where it holds. */
export const ablations: readonly Ablation[] = [
  {
    rule: 'S1',
    file: 'delivery/sequence.ts',
    find: "(notice.resume === 'resumed' || (notice.resume === undefined && resume === 'replays'))",
    replace: 'true',
  },
  {
    rule: 'S2',
    file: 'delivery/sequence.ts',
    find: "if (floor !== undefined && (compareCursors(id, floor) ?? 1) <= 0) return 'drop';",
    replace: '',
  },
  { rule: 'S3', file: 'delivery/sequence.ts', find: "if (seen.has(id)) return 'drop';", replace: '' },
  {
    rule: 'J1',
    file: 'query/ledger.ts',
    find: 'query.setState({ data });',
    replace: 'query.setState({ data, isInvalidated: false });',
  },
  {
    rule: 'J2',
    file: 'query/journal.ts',
    find: 'const { position, began, beganAt } = read;',
    replace: 'if (history) return []; const { position, began, beganAt } = read;',
  },
  { rule: 'J3', file: 'query/reads.ts', find: 'return take(token, answer);', replace: 'return answer;' },
  {
    rule: 'P4',
    file: 'query/ledger.ts',
    find: 'position === undefined\n        ? entries',
    replace: 'position === position\n        ? entries',
  },
  { rule: 'P5', file: 'query/ledger.ts', find: 'if (isTooOld(journal, read)) return false;', replace: '' },
  {
    rule: 'P5',
    file: 'query/journal.ts',
    find: 'return order === undefined ? read.began >= owed.stamp : order >= 0;',
    replace: 'return read.began >= owed.stamp;',
  },
  {
    rule: 'Q4',
    file: 'query/ledger.ts',
    find: "        show(journal, () => ({ by: 'revert' }));\n        obligations.fail(journal);\n      } else if",
    replace: '        journal.base = query.state.data;\n        obligations.fail(journal);\n      } else if',
  },
  {
    rule: 'Q5',
    file: 'query/ledger.ts',
    find: "if (journal.base !== undefined) owe(journal, 'adopted');",
    replace: '',
  },
  {
    rule: 'R1-running',
    file: 'query/obligations.ts',
    find: 'if (discharge(journal)) return;',
    replace: 'if (discharge(journal)) return; journal.obligation = undefined; return;',
  },
  {
    rule: 'R1-starving',
    file: 'query/obligations.ts',
    find: "if (journal.query.state.fetchStatus !== 'idle') return;",
    replace: '',
  },
  {
    rule: 'R1-starving',
    file: 'query/obligations.ts',
    find: "if (!journal.obligation || query.state.fetchStatus !== 'idle') return;",
    replace: '',
  },
  { rule: 'R1-starving', file: 'query/obligations.ts', find: 'cancelRefetch: false', replace: 'cancelRefetch: true' },
  {
    rule: 'R2',
    file: 'query/ledger.ts',
    find: 'if (journal.obligation) journal.query.invalidate();',
    replace: 'if (journal.obligation) journal.obligation = undefined;',
  },
  {
    rule: 'R3',
    file: 'query/obligations.ts',
    find: 'if (journal.obligation && journal.query.state.data !== undefined) askLater(journal);',
    replace: '',
  },
  {
    rule: 'D1',
    file: 'query/fold.ts',
    find: 'else if (!patch.idempotent && !exact && !hasVersion(patch)) owes = true;',
    replace: '',
  },
  { rule: 'D2', file: 'query/fold.ts', find: 'owes ||= gone.has(patch.id);', replace: '' },
  {
    rule: 'D3',
    file: 'query/fold.ts',
    find: 'return version !== undefined && collection.versionOf !== undefined && collection.versionOf(row as never) >= version;',
    replace: 'return false;',
  },
  {
    rule: 'O1',
    file: 'query/mutations.ts',
    find: 'const layer = remove(mutationId);\n      if (layer) onChange(layer);',
    replace: 'const layer = remove(mutationId);\n      layers = [];\n      if (layer) onChange(layer);',
  },
  {
    rule: 'O2',
    file: 'query/mutations.ts',
    find: 'onChange(confirmed);',
    replace: 'remove(mutationId); onChange(confirmed);',
  },
  {
    rule: 'O3',
    file: 'query/mutations.ts',
    find: 'if (layers.includes(confirmed)) onOverdue(confirmed);',
    replace: '',
  },
  {
    rule: 'O4',
    file: 'query/ledger.ts',
    find: 'isDelta(layer) && !isHeldBy(layer, read, compareCursors)',
    replace: 'isDelta(layer) && layer === undefined',
  },
  {
    rule: 'C1',
    file: 'query/query-sink.ts',
    find: "oweChannels(coverage, 'coverage');",
    replace: '',
  },
  {
    rule: 'C2',
    file: 'query/freshness.ts',
    find: 'return isLive(journal) || clock.now() < graceUntil;',
    replace: 'return true;',
  },
  { rule: 'C2', file: 'query/freshness.ts', find: 'if (!isLive(journal)) journal.query.invalidate();', replace: '' },
  {
    rule: 'T1',
    file: 'tabs/inbox.ts',
    find: 'waiting.set(frame.seq, frame);\n      if (!isIn) return;',
    replace: 'if (isIn) return play(frame); waiting.set(frame.seq, frame);\n      if (!isIn) return;',
  },
  {
    rule: 'T2',
    file: 'tabs/leader.ts',
    find: '[inbox.cursor, ...gathered.values()]',
    replace: '[inbox.cursor]',
  },
  { rule: 'T3', file: 'tabs/inbox.ts', find: 'if (isCovered) return', replace: 'if (isCovered || isContinued) return' },
  {
    rule: 'T4',
    file: 'tabs/inbox.ts',
    find: 'if (mark.seq >= next) source?.missing(generation, next);\n      else if',
    replace: 'if',
  },
  {
    rule: 'T5',
    file: 'tabs/leader.ts',
    find: '...roster.all().flatMap(({ leases }) => leases)',
    replace: '',
  },
];
