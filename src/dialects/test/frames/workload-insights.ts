/**
 * What Workload Insights' server writes, byte for byte: an `SSEEvent` without a name. The document gives the fields of "Event
 * Payloads" without values; those here are made up, but for `presence_updated`. JSON leaves out an `oldAssigneeId` that is
 * `undefined`. The document shows no `connected`.
 */
export const workloadInsightsFrames = {
  activity_created:
    'data: {"type":"activity_created","data":{"id":"act_1","category":"Facilities","subcategory":"Lighting","location":"Building A","status":"open","reporter":"user-9","assignedTo":null,"timestamp":"2024-01-15T10:30:00Z"},"timestamp":1705314600000}\n\n',
  activity_updated:
    'data: {"type":"activity_updated","data":{"id":"act_1","category":"Facilities","subcategory":"Lighting","location":"Building A","status":"in_progress","reporter":"user-9","assignedTo":null,"updateType":"status","latestUpdate":{"notes":"Bulb ordered","authorId":"user-4","updateType":"status"},"timestamp":"2024-01-15T10:30:00Z"},"timestamp":1705314600000}\n\n',
  assignment_changed:
    'data: {"type":"assignment_changed","data":{"id":"act_1","category":"Facilities","subcategory":"Lighting","location":"Building A","status":"open","reporter":"user-9","assignedTo":"user-123","newAssigneeId":"user-123","timestamp":"2024-01-15T10:30:00Z"},"timestamp":1705314600000}\n\n',
  presence_updated:
    'data: {"type":"presence_updated","data":{"userId":"user-123","isOnline":true},"timestamp":1705314600000}\n\n',
  heartbeat: 'data: {"type":"heartbeat","data":{},"timestamp":1705314600000}\n\n',
} as const;
