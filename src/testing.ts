export { createInstruments } from './client/instruments/create-instruments.ts';
export {
  type CopyAsHandlerOptions,
  type CopyAsStoryOptions,
  type CopyAsTestOptions,
  copyAsHandler,
  copyAsStory,
  copyAsTest,
  type ImportName,
} from './recording/copy-as.ts';
export { type Diagnostics, type DiagnosticsOptions, diagnosticsOf } from './recording/diagnostics.ts';
export { rangeOf } from './recording/range.ts';
export { createRecorder, type Recorder, type RecorderOptions } from './recording/recorder.ts';
export { type ReplayOptions, replayRecording } from './recording/replay.ts';
export { createTimeline, type Moment, type Timeline, type TimelineCommit } from './recording/timeline.ts';
export { createTestClient, type TestClient, type TestClientOptions } from './testing/create-test-client.ts';
export { type FromRecordingOptions, fromRecording, type Playback } from './testing/from-recording.ts';
export { streamResponse } from './testing/stream-response.ts';
export { type FaultName, faultNames } from './transport/fault-names.ts';
export { type FaultOptions, type FaultyTransport, withFaults } from './transport/faults.ts';
export type { Script, ScriptedAnswer, ScriptedEvent, ScriptStep } from './transport/script.ts';
export {
  createScriptedTransport,
  type ScriptedTransport,
  type ScriptedTransportOptions,
} from './transport/scripted.ts';
export { createVirtualClock, type VirtualClock } from './utils/virtual-clock.ts';
export { type Recording, type RecordingStep, readRecording, writeRecording } from './wire/recording.ts';
