export { createInstruments } from './client/instruments/create-instruments.ts';
export { createTestClient, type TestClient, type TestClientOptions } from './testing/create-test-client.ts';
export { type FaultName, faultNames } from './transport/fault-names.ts';
export { type FaultOptions, type FaultyTransport, withFaults } from './transport/faults.ts';
export type { Script, ScriptedAnswer, ScriptedEvent, ScriptStep } from './transport/script.ts';
export {
  createScriptedTransport,
  type ScriptedTransport,
  type ScriptedTransportOptions,
} from './transport/scripted.ts';
export { createVirtualClock, type VirtualClock } from './utils/virtual-clock.ts';
