/**
 * What LabsOS's server writes, byte for byte: `{type, …fields}` without a name. The document gives the fields of "Event Types"
 * without values; those here are made up. It has no heartbeat.
 */
export const labsosFrames = {
  connected: 'data: {"type":"connected","message":"Connected to status updates"}\n\n',
  status_update:
    'data: {"type":"status_update","sourceId":"source_1","status":"completed","sourceName":"Interviews.pdf","updatedAt":"2024-01-15T10:30:00Z"}\n\n',
  progress_update:
    'data: {"type":"progress_update","jobId":"job_1","progress":{"stage":"extracting","current":3,"total":8,"message":"Reading page 3 of 8","timestamp":1705314600000}}\n\n',
  new_proposal:
    'data: {"type":"new_proposal","proposalId":"proposal_1","title":"Sample preparation","confidence":0.87,"createdAt":"2024-01-15T10:30:00Z"}\n\n',
  proposal_update:
    'data: {"type":"proposal_update","proposalId":"proposal_1","title":"Sample preparation, revised","confidence":0.91}\n\n',
  proposal_deleted: 'data: {"type":"proposal_deleted","proposalId":"proposal_1"}\n\n',
} as const;
