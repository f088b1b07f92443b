import { type ChannelChange, readChannelChange } from '../wire/channel-change.ts';
import { refuse } from './admission.ts';
import type { LogDraft, LogEntry } from './log/log.ts';
import { connectionScope, type Identity } from './scopes.ts';

/** A request for other channels lies in the log for the stream alone that it is about, in whichever instance that is. */
interface ChangeEntry extends Pick<ChannelChange, 'add' | 'remove'> {
  readonly owner: string;
}

/** More than any list of channels needs. */
const longestBody = 65_536;

/** Names who may change a stream: the same user with the same scopes, in whatever order they come. */
export function ownerOf({ user, scopes }: Identity): string {
  return JSON.stringify([user ?? null, ...new Set(scopes)].sort());
}

/** The change that a request asks for, or why it is none. */
export async function readChangeRequest(request: Request): Promise<ChannelChange | Response> {
  const body = await readBody(request);
  const read =
    body === undefined ? 'the body cannot be read, or is longer than 65,536 bytes.' : readChannelChange(body);
  return typeof read === 'string' ? refuse(400, `the channels were not changed: ${read}`) : read;
}

/** The log's entry for a change. */
export function draftChange({ connectionId, add, remove }: ChannelChange, identity: Identity): LogDraft {
  const entry: ChangeEntry = { owner: ownerOf(identity), add, remove };
  return {
    type: 'channels',
    scopes: [connectionScope(connectionId)],
    event: 'channels',
    data: JSON.stringify(entry),
  };
}

/** The change in an entry, if it is its stream's owner who asked for it. */
export function changeIn({ data }: LogEntry, owner: string): ChangeEntry | undefined {
  const entry = JSON.parse(data) as ChangeEntry;
  return entry.owner === owner ? entry : undefined;
}

/** The text of a body; `undefined` when it breaks off, was read before, or is too long. */
async function readBody(request: Request): Promise<string | undefined> {
  if (request.bodyUsed) return undefined;
  const reader = request.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
      text += decoder.decode(step.value, { stream: true });
      if (text.length > longestBody) {
        // Whoever sends so much means no change: the rest is not waited for.
        void reader?.cancel().catch(() => {});
        return undefined;
      }
    }
  } catch {
    return undefined;
  }
  return text + decoder.decode();
}
