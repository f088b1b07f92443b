export { updateAutomationStatus, updatePinContent } from './pindown/dom.ts';
export { PinDownSSEClient } from './pindown/sse-client.ts';
export type { SSEEvent } from './pindown/stream.ts';
export { type SSEOptions, type SSEResult, useSSE } from './pindown/use-sse.ts';
