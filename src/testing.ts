export { createTestClient, type TestClient, type TestClientOptions } from './testing/create-test-client.ts';
export type { Script, ScriptedAnswer, ScriptedEvent, ScriptStep } from './transport/script.ts';
export {
  createScriptedTransport,
  type ScriptedTransport,
  type ScriptedTransportOptions,
} from './transport/scripted.ts';
export { createVirtualClock, type VirtualClock } from './utils/virtual-clock.ts';
