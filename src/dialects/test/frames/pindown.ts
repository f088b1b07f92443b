/**
 * What PinDown's server writes, byte for byte: `event: <type>`, and the payload. The payloads are those of "Event Channels &
 * Types"; where the document lists several values, the first.
 */
export const pindownFrames = {
  connected: 'event: connected\ndata: {"connectionId":"user_123_1705314600000","timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'pin:content_updated':
    'event: pin:content_updated\ndata: {"pinId":"pin_123","updatedVars":{"automation.status":"completed","automation.records_processed":1500,"automation.last_run":"2024-01-15T10:30:00Z"},"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'pin:views_updated':
    'event: pin:views_updated\ndata: {"pinId":"pin_123","views":156,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'pin:status_changed':
    'event: pin:status_changed\ndata: {"pinId":"pin_123","status":"published","isPublic":true,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'automation:pipeline_status':
    'event: automation:pipeline_status\ndata: {"pipelineId":"pipe_456","stage":"data_processing","status":"running","progress":75,"message":"Processing MongoDB data: 7,500 / 10,000 records","timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'automation:datasource_sync':
    'event: automation:datasource_sync\ndata: {"sourceId":"ds_789","sourceName":"Supabase Users","status":"syncing","recordsProcessed":1250,"totalRecords":1500,"lastSync":"2024-01-15T10:30:00Z"}\n\n',
  'automation:api_status':
    'event: automation:api_status\ndata: {"provider":"openai","endpoint":"/v1/completions","status":"success","responseTime":245,"creditsUsed":12,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'system:health_update':
    'event: system:health_update\ndata: {"cpu":45.2,"memory":67.8,"uptime":86400,"activeConnections":23,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'system:rate_limit_warning':
    'event: system:rate_limit_warning\ndata: {"userId":"user_123","endpoint":"/api/ai/generate","remaining":5,"resetTime":"2024-01-15T11:00:00Z","timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'system:job_completed':
    'event: system:job_completed\ndata: {"jobId":"job_456","type":"document_processing","status":"completed","result":{},"duration":5432,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'ai:generation_progress':
    'event: ai:generation_progress\ndata: {"requestId":"req_789","type":"template","stage":"generating","progress":60,"estimatedTime":15,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'ai:generation_complete':
    'event: ai:generation_complete\ndata: {"requestId":"req_789","result":{"content":"Generated markdown content...","templateVars":{},"tokensUsed":1250},"duration":8500,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'analytics:active_users':
    'event: analytics:active_users\ndata: {"total":45,"authenticated":23,"anonymous":22,"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  'analytics:trending_pins':
    'event: analytics:trending_pins\ndata: {"pins":[{"id":"pin_123","title":"Daily Report","views":234,"trend":"+15%"},{"id":"pin_456","title":"Automation Status","views":189,"trend":"+8%"}],"timestamp":"2024-01-15T10:30:00Z"}\n\n',
  ping: 'event: ping\ndata: {"timestamp":"2024-01-15T10:30:00Z"}\n\n',
} as const;
