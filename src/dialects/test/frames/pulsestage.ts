/**
 * What PulseStage's server writes, byte for byte: an `SSEEvent` without a name. The payloads are those of "Event Types", but
 * for `question:untagged`, which the document lists without one.
 */
export const pulsestageFrames = {
  connected: 'data: {"type":"connected","tenantId":"acme-tenant-id","timestamp":1696765800000}\n\n',
  'question:created':
    'data: {"type":"question:created","tenantId":"acme-tenant-id","data":{"id":"question-uuid","body":"What is the roadmap for Q2?","upvotes":0,"status":"OPEN","teamId":"engineering-uuid","createdAt":"2025-10-08T10:30:00Z"},"timestamp":1696765800000}\n\n',
  'question:upvoted':
    'data: {"type":"question:upvoted","tenantId":"acme-tenant-id","data":{"questionId":"question-uuid","upvotes":15},"timestamp":1696765800000}\n\n',
  'question:answered':
    'data: {"type":"question:answered","tenantId":"acme-tenant-id","data":{"id":"question-uuid","responseText":"We\'re planning to launch feature X in Q2.","respondedAt":"2025-10-08T10:35:00Z","status":"ANSWERED"},"timestamp":1696766100000}\n\n',
  'question:tagged':
    'data: {"type":"question:tagged","tenantId":"acme-tenant-id","data":{"questionId":"question-uuid","tags":[{"id":"tag-1","name":"Product","color":"#3B82F6"},{"id":"tag-2","name":"Roadmap","color":"#10B981"}]},"timestamp":1696766200000}\n\n',
  'question:untagged':
    'data: {"type":"question:untagged","tenantId":"acme-tenant-id","data":{"questionId":"question-uuid","tags":[{"id":"tag-2","name":"Roadmap","color":"#10B981"}]},"timestamp":1696766300000}\n\n',
  'question:pinned':
    'data: {"type":"question:pinned","tenantId":"acme-tenant-id","data":{"questionId":"question-uuid","isPinned":true,"pinnedBy":"user-uuid","pinnedAt":"2025-10-08T10:40:00Z"},"timestamp":1696766400000}\n\n',
  'question:frozen':
    'data: {"type":"question:frozen","tenantId":"acme-tenant-id","data":{"questionId":"question-uuid","isFrozen":true,"frozenBy":"user-uuid","frozenAt":"2025-10-08T10:45:00Z"},"timestamp":1696766700000}\n\n',
  heartbeat:
    'data: {"type":"heartbeat","tenantId":"acme-tenant-id","data":{"timestamp":1696766900000},"timestamp":1696766900000}\n\n',
} as const;
