import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { allowOrigin } from '../servers/cors.ts';
import { listen, type Running } from '../servers/listen.ts';
import { errorPage, garbage } from './garbage.ts';
import type { Fault } from './plan.ts';

export interface FaultProxyOptions {
  /** The origin that requests are passed on to. */
  readonly target: string;
  /** What happens to the streams that pass, in this order. After the last one they pass unharmed. */
  readonly faults: readonly Fault[];
  /** Called when a fault begins. */
  readonly onFault: (fault: Fault) => void;
}

/** How many bytes a slow stretch has. */
const dripBytes = 600;

/**
 * Stands between a client and a hub and harms the streams that pass. It knows the frames of the hub (they end with an empty
 * line, by LF alone), so that each fault strikes where it is meant to; all else it passes on as bytes.
 */
export async function startFaultProxy({ target, faults, onFault }: FaultProxyOptions): Promise<Running> {
  let index = 0;
  let passedBytes = 0;
  let refusals = 0;

  /** The fault that is due within some frames, and where. */
  function dueWithin(frames: Buffer): { readonly fault: Fault; readonly at: number } | undefined {
    const fault = faults[index];
    if (!fault) return undefined;
    const at = Math.max(1, fault.afterBytes - passedBytes);
    return at < frames.length ? { fault, at } : undefined;
  }

  function begin(fault: Fault): void {
    index += 1;
    passedBytes = 0;
    onFault(fault);
  }

  /** Passes a stream on until it ends or a fault ends it. */
  async function pass(upstream: IncomingMessage, response: ServerResponse): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of upstream as AsyncIterable<Buffer>) {
      const held = Buffer.concat([rest, chunk]);
      const whole = held.lastIndexOf('\n\n') + 2;
      if (whole < 2) {
        rest = held;
        continue;
      }
      rest = held.subarray(whole);
      let frames: Buffer | undefined = held.subarray(0, whole);
      while (frames) {
        const due = dueWithin(frames);
        if (due) frames = await strike(due.fault, due.at, frames, response);
        else {
          await write(response, frames);
          break;
        }
      }
      if (!frames) return;
    }
    response.end();
  }

  /** Lets a fault happen at a place in some frames. Gives the frames that are still to be passed on, if the stream lives. */
  async function strike(
    fault: Fault,
    at: number,
    frames: Buffer,
    response: ServerResponse,
  ): Promise<Buffer | undefined> {
    const inFrame = withinFrame(frames, at);
    const between = frames.indexOf('\n\n', at - 1) + 2;
    switch (fault.kind) {
      case 'cutMidFrame':
      case 'status502':
        await write(response, frames.subarray(0, inFrame));
        begin(fault);
        if (fault.kind === 'status502') refusals = fault.roll < 0.5 ? 1 : 2;
        return void response.end();
      case 'page':
        await write(response, frames.subarray(0, inFrame));
        begin(fault);
        return void response.end(errorPage);
      case 'close':
        await write(response, frames.subarray(0, inFrame));
        begin(fault);
        return void response.destroy();
      case 'drop':
        await write(response, frames.subarray(0, inFrame));
        begin(fault);
        return void response.socket?.resetAndDestroy();
      case 'halfOpen':
        await write(response, frames.subarray(0, inFrame));
        begin(fault);
        if (!response.closed) await new Promise((closed) => response.on('close', closed));
        return undefined;
      case 'slow': {
        await write(response, frames.subarray(0, at));
        begin(fault);
        const slow = frames.subarray(at, at + dripBytes);
        const pieceBytes = 1 + Math.floor(fault.roll * 20);
        for (let start = 0; start < slow.length; start += pieceBytes) {
          await write(response, slow.subarray(start, start + pieceBytes));
          await wait(1);
        }
        return frames.subarray(at + slow.length);
      }
      case 'split': {
        const lead = frames.findIndex((byte, place) => place >= at && byte >= 0xc0);
        const cut = lead < 0 ? inFrame : lead + 1;
        await write(response, frames.subarray(0, cut));
        begin(fault);
        await wait(10);
        return frames.subarray(cut);
      }
      case 'duplicate': {
        const passed = frames.subarray(0, between);
        await write(response, passed);
        begin(fault);
        await write(response, lastEvents(passed, 1 + Math.floor(fault.roll * 50)));
        return frames.subarray(between);
      }
      case 'garbage': {
        await write(response, frames.subarray(0, between));
        begin(fault);
        await write(response, Buffer.from(garbage[Math.floor(fault.roll * garbage.length)] as string));
        return frames.subarray(between);
      }
    }
  }

  async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
    passedBytes += bytes.length;
    if (response.write(bytes) || response.closed) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }

  const server = createServer((request, response) => {
    if (allowOrigin(request, response)) return;
    if (refusals > 0) {
      refusals -= 1;
      response.writeHead(502, { 'Content-Type': 'text/html' }).end(errorPage);
      return;
    }
    const upstream = ask(target + request.url, { headers: request.headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      pass(answer, response)
        .catch(() => response.destroy())
        .finally(() => answer.destroy());
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    upstream.end();
  });

  return {
    origin: await listen(server),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A place near `at` that is in the midst of a frame. */
function withinFrame(frames: Buffer, at: number): number {
  const betweenFrames = frames[at - 1] === 0x0a && (at < 2 || frames[at - 2] === 0x0a);
  return betweenFrames ? at + 1 : at;
}

/** The last frames that are events and no control frames. */
function lastEvents(frames: Buffer, count: number): Buffer {
  const blocks = frames.toString('utf8').split(/(?<=\n\n)/);
  return Buffer.from(
    blocks
      .filter((block) => block.includes('event: number:counted\n'))
      .slice(-count)
      .join(''),
  );
}
