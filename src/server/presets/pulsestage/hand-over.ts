import type { ServerResponse } from 'node:http';
import { readControl } from '../../../events/framing.ts';
import type { NodeResponse } from '../../node-response.ts';

/**
 * Lets `write` have a response that a route goes on writing to. What the route writes waits until `write` has begun the
 * stream, so that `connected` is the first frame; a `connected` of the route's own is left out, for a second one without a
 * cursor would tell the client that its resumption is unproven.
 */
export async function handOver(
  response: ServerResponse,
  write: (response: NodeResponse) => Promise<void>,
): Promise<void> {
  const writeThrough = response.write.bind(response);
  const kept: Parameters<ServerResponse['write']>[] = [];
  let begun = false;
  response.write = ((...written: Parameters<ServerResponse['write']>) => {
    if (isConnected(written[0])) return true;
    if (begun) return writeThrough(...written);
    kept.push(written);
    return true;
  }) as ServerResponse['write'];
  await write({
    get destroyed() {
      return response.destroyed;
    },
    get writableEnded() {
      return response.writableEnded;
    },
    get writableLength() {
      return response.writableLength;
    },
    // A route may have flushed its head before.
    writeHead: (status, headers) => response.headersSent || response.writeHead(status, headers),
    write: (text, taken) => writeThrough(text, taken),
    end: () => response.end(),
    destroy: () => response.destroy(),
    on: (event, listener) => response.on(event, listener),
  });
  begun = true;
  if (!response.writableEnded) for (const written of kept) writeThrough(...written);
}

function isConnected(chunk: unknown): boolean {
  const [, data] = /^data: ?(.*)\n\n$/.exec(String(chunk)) ?? [];
  return data !== undefined && readControl('envelope', { event: 'message', id: undefined, data })?.type === 'connected';
}
