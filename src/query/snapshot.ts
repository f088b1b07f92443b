import type { RowId } from '../events/collection.ts';
import { indexOf, type Journal } from './journal.ts';
import { type Placement, readRows, writeRows } from './placement.ts';

/**
 * D3: an answer may be older than what the stream has said since. Where rows have versions, a row that is older than the
 * cached one, or that was removed at a later version, loses.
 */
export function keepNewerRows(journal: Journal, answer: unknown): unknown {
  const { placement, base, removed } = journal;
  const { versionOf } = placement.collection;
  const rows = versionOf && readRows(placement.at, answer);
  if (!versionOf || !rows) return answer;
  const known = base === undefined ? undefined : indexOf(journal, base);
  let isChanged = false;
  const kept = rows.flatMap((row) => {
    const id: RowId = placement.idOf(row as never);
    const version = versionOf(row as never);
    if ((removed.get(id) ?? Number.NEGATIVE_INFINITY) >= version) {
      isChanged = true;
      return [];
    }
    const place = known?.places.get(id);
    const cached = place === undefined ? undefined : known?.rows[place];
    if (!cached || versionOf(cached as never) <= version) return [row];
    isChanged = true;
    return [cached];
  });
  return isChanged ? writeRows(placement, answer, rows, kept) : answer;
}

/** D4: a row that moved between pages while they were read stands on two of them: the later one goes. */
export function withoutRepeats(placement: Placement, data: unknown): unknown {
  const rows = readRows(placement.at, data);
  if (!rows) return data;
  const seen = new Set<RowId>();
  const kept = rows.filter((row) => {
    const id = placement.idOf(row as never);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
  return kept.length === rows.length ? data : writeRows(placement, data, rows, kept);
}
