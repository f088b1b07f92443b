import type { Hub } from '../hub.ts';
import { answerNode, type NodeResponse } from '../node-response.ts';

/** Sends what the hub answers to a request. `undefined`: one that cannot be read. */
export async function answerRequest(
  hub: Pick<Hub, 'admit' | 'attach'>,
  request: Request | undefined,
  response: NodeResponse,
): Promise<void> {
  const answer = request
    ? await hub.admit(request)
    : new Response('bisse: this request cannot be read.\n', { status: 400 });
  if ('subscription' in answer) return hub.attach(response, answer);
  return answerNode(response, answer);
}
