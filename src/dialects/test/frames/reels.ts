/**
 * What the server of Reels writes: `{event, data}` without a name. The document shows no bytes; this is what its hook reads
 * (`lastEvent.event`). The payloads are those of "Quick Start", or made up where it gives none.
 */
export const reelsFrames = {
  notification:
    'data: {"event":"notification","data":{"title":"New Message","message":"You have a new message from John","type":"info","actionUrl":"/messages"}}\n\n',
  user_update: 'data: {"event":"user_update","data":{"type":"profile","data":{"displayName":"John"}}}\n\n',
  reel_upload_progress:
    'data: {"event":"reel_upload_progress","data":{"reelId":"reel_456","progress":75,"status":"processing","message":"Processing your video..."}}\n\n',
  reel_ready:
    'data: {"event":"reel_ready","data":{"reelId":"reel_456","playbackUrl":"https://stream.example.com/reel_456.m3u8","thumbnailUrl":"https://image.example.com/reel_456.jpg","duration":12.5}}\n\n',
  system_alert:
    'data: {"event":"system_alert","data":{"message":"System maintenance in 5 minutes","type":"warning","duration":300000}}\n\n',
  custom_event: 'data: {"event":"custom_event","data":{"customData":"value"}}\n\n',
  heartbeat: 'data: {"event":"heartbeat","data":{"timestamp":1705314600000}}\n\n',
} as const;
