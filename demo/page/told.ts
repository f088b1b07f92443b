import type { StreamEvent } from 'bisse';

/** What is told to people of the stream: what happened, and not how the machine is. */
export const told = [
  ...(['question:*', 'pin:*', 'automation:*', 'ai:*', 'system:rate_limit_warning', 'system:job_completed'] as const),
  ...(['status_update', 'progress_update', 'new_proposal', 'proposal_update', 'proposal_deleted'] as const),
  ...(['source_added', 'job_started', 'node_created'] as const),
  ...(['activity_created', 'activity_updated', 'assignment_changed', 'presence_updated'] as const),
  ...(['notification', 'system_alert', 'user_update'] as const),
  ...(['reel_created', 'reel_upload_progress', 'reel_ready', 'reel_removed'] as const),
] as const;

export function isTold({ type }: StreamEvent): boolean {
  return told.some((name) => (name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : type === name));
}
