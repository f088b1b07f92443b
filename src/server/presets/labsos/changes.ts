type Row = Readonly<Record<string, unknown>>;

/** A changed row, as Supabase's `postgres_changes` and triggers tell of it. */
export interface RowChange {
  readonly table: string;
  readonly eventType: 'INSERT' | 'UPDATE' | 'DELETE';
  /** The row as it is; empty for one that was deleted. */
  readonly new: Row;
  /**
   * The row as it was. With the default REPLICA IDENTITY it has its primary key only, so every change of a job looks like
   * progress, and a deleted proposal has no project.
   */
  readonly old: Row;
}

/**
 * What a changed row is told as; `undefined` for nothing. LabsOS, "Postgres Change Listeners". The document lists
 * `proposal_update` and `proposal_deleted` and shows no listener: they are made of the other changes of `proposed_nodes`.
 */
export function toMessage({
  table,
  eventType,
  new: row,
  old,
}: RowChange): { type: string; [field: string]: unknown } | undefined {
  switch (`${eventType} ${table}`) {
    case 'UPDATE ingestion_sources':
      return {
        type: 'status_update',
        sourceId: row['id'],
        status: row['status'],
        sourceName: row['source_name'],
        updatedAt: row['updated_at'],
      };
    case 'UPDATE jobs':
      // Only broadcast if progress fields were updated
      return row['progress_updated_at'] === old['progress_updated_at']
        ? undefined
        : { type: 'progress_update', ...progressOf(row) };
    case 'INSERT proposed_nodes':
      return {
        type: 'new_proposal',
        proposalId: row['id'],
        title: row['title'],
        confidence: row['confidence'],
        createdAt: row['created_at'],
      };
    case 'UPDATE proposed_nodes':
      return { type: 'proposal_update', proposalId: row['id'], title: row['title'], confidence: row['confidence'] };
    case 'DELETE proposed_nodes':
      return { type: 'proposal_deleted', proposalId: old['id'] };
    default:
      return undefined;
  }
}

function progressOf(row: Row) {
  return {
    jobId: row['id'],
    progress: {
      stage: row['progress_stage'],
      current: row['progress_current'],
      total: row['progress_total'],
      message: row['progress_message'],
      timestamp: new Date(row['progress_updated_at'] as string).getTime(),
    },
  };
}
