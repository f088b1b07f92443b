import type { BrowserCommand } from 'vitest/node';
import { type Course, startCourse } from '../faults/course.ts';
import type { FaultKind } from '../faults/plan.ts';
import { type SystemName, type SystemServer, startSystem } from '../server-presets/apps/systems.ts';
import { type Answer, type AnswersServer, startAnswers } from '../servers/answers.ts';
import { type BoardOptions, startBoard } from '../servers/board.ts';
import type { Running } from '../servers/listen.ts';
import { type Playback, type Played, type PlayedRequest, startPlayback } from '../servers/playback.ts';
import { type SilentProxy, startSilentProxy } from '../servers/silent-proxy.ts';

// Servers of streams for tests in the browser; each listens on a free loopback port until `stopStreams`.

const running = new Map<string, Running>();

function keep(server: Running): string {
  running.set(server.origin, server);
  return server.origin;
}

/** Starts a board (see test/servers/board.ts); returns its origin. */
export const startBoardServer: BrowserCommand<[options?: BoardOptions]> = async (_context, options) =>
  keep(await startBoard(options));

/** Starts a server that gives these answers, one for each request; returns its origin. */
export const startAnswersServer: BrowserCommand<[answers: readonly Answer[]]> = async (_context, answers) =>
  keep(await startAnswers(answers));

/** The headers of the requests that a server of answers has had. */
export const requestsOf: BrowserCommand<[origin: string]> = async (_context, origin) =>
  (running.get(origin) as AnswersServer).requests;

/** Writes to the open answers of a server of answers. */
export const writeTo: BrowserCommand<[origin: string, text: string]> = async (_context, origin, text) =>
  (running.get(origin) as AnswersServer).write(text);

/** Starts a server that plays these answers (see test/servers/playback.ts); returns its origin. */
export const startPlaybackServer: BrowserCommand<[answers: readonly Played[]]> = async (_context, answers) =>
  keep(await startPlayback(answers));

/** The requests that a playback has had, and how many of its answers are open. */
export const playbackState: BrowserCommand<[origin: string]> = async (_context, origin) => {
  const { requests, open } = running.get(origin) as Playback;
  return { requests, open: open() };
};

/** Writes to the open answers of one path of a playback. */
export const writeToPlayback: BrowserCommand<[origin: string, path: string, text: string]> = async (
  _context,
  origin,
  path,
  text,
) => (running.get(origin) as Playback).write(path, text);

/** Starts the server of a document, on its preset (see test/server-presets/apps); returns its origin. */
export const startSystemServer: BrowserCommand<[name: SystemName]> = async (_context, name) =>
  keep(await startSystem(name));

/** Lets the server of a document tell its clients of a number. */
export const tellSystem: BrowserCommand<[origin: string, count: number]> = async (_context, origin, count) =>
  (running.get(origin) as SystemServer).tell(count);

/** Cuts all connections of the server of a document. */
export const dropSystem: BrowserCommand<[origin: string]> = async (_context, origin) =>
  (running.get(origin) as SystemServer).drop();

/** Starts a proxy before `target` that can go silent; returns its origin. */
export const startProxy: BrowserCommand<[target: string]> = async (_context, target) =>
  keep(await startSilentProxy(target));

/** Lets the open connections of a proxy go silent. */
export const freezeProxy: BrowserCommand<[origin: string]> = async (_context, origin) =>
  (running.get(origin) as SilentProxy).freeze();

/** Starts a course of faults (see test/faults/course.ts) with this seed. Default: `BISSE_SEED`, or one by chance. */
export const startFaultCourse: BrowserCommand<[seed?: number]> = async (_context, given) => {
  const seed = given ?? Number(process.env.BISSE_SEED ?? Math.floor(Math.random() * 2 ** 32));
  const course = await startCourse(seed);
  return { origin: keep(course), seed, start: course.start };
};

/** The faults that have happened on a course. */
export const faultsOf: BrowserCommand<[origin: string]> = async (_context, origin) =>
  (running.get(origin) as Course).happened;

/** Stops the servers at these origins, with all their open connections. */
export const stopStreams: BrowserCommand<[origins: readonly string[]]> = async (_context, origins) => {
  for (const origin of origins) {
    await running.get(origin)?.close();
    running.delete(origin);
  }
};

declare module 'vitest/browser' {
  interface BrowserCommands {
    startBoardServer(options?: BoardOptions): Promise<string>;
    startAnswersServer(answers: readonly Answer[]): Promise<string>;
    requestsOf(origin: string): Promise<readonly Readonly<Record<string, string | string[] | undefined>>[]>;
    writeTo(origin: string, text: string): Promise<void>;
    startPlaybackServer(answers: readonly Played[]): Promise<string>;
    playbackState(origin: string): Promise<{ readonly requests: readonly PlayedRequest[]; readonly open: number }>;
    writeToPlayback(origin: string, path: string, text: string): Promise<void>;
    startSystemServer(name: SystemName): Promise<string>;
    tellSystem(origin: string, count: number): Promise<void>;
    dropSystem(origin: string): Promise<void>;
    startProxy(target: string): Promise<string>;
    freezeProxy(origin: string): Promise<void>;
    startFaultCourse(
      seed?: number,
    ): Promise<{ readonly origin: string; readonly seed: number; readonly start: string }>;
    faultsOf(origin: string): Promise<Readonly<Partial<Record<FaultKind, number>>>>;
    stopStreams(origins: readonly string[]): Promise<void>;
  }
}
