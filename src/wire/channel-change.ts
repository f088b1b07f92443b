/** What a client posts to the stream's own url, so that the stream that it has open carries other channels. */
export interface ChannelChange {
  /** As `connected` named the stream. */
  readonly connectionId: string;
  /** Spelled channels. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** A change out of the JSON of a request; a text that says what is wrong with it. Never throws. */
export function readChannelChange(body: string): ChannelChange | string {
  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch {
    return 'the body is not JSON. Send { "connectionId": "…", "add": [], "remove": [] }.';
  }
  if (typeof fields !== 'object' || fields === null) return 'the body is no JSON object.';
  const { connectionId, add = [], remove = [] } = fields as Readonly<Record<string, unknown>>;
  if (typeof connectionId !== 'string' || connectionId === '') {
    return 'there is no "connectionId". It stands in the stream\'s "connected".';
  }
  if (!isNames(add) || !isNames(remove)) {
    return '"add" and "remove" are lists of channels as they are spelled in "?channels=", without commas and line breaks.';
  }
  if (add.length + remove.length === 0) return '"add" and "remove" are empty, so there is nothing to change.';
  return { connectionId, add, remove };
}

/** The channels after a change. One that is both added and removed is removed. */
export function changeChannels(
  channels: readonly string[],
  { add, remove }: Pick<ChannelChange, 'add' | 'remove'>,
): readonly string[] {
  return [...new Set([...channels, ...add])].filter((name) => !remove.includes(name));
}

/** What has to change for a stream that was asked for `before` to carry `after`; `undefined` when nothing has. */
export function changeBetween(
  before: readonly string[],
  after: readonly string[],
): Pick<ChannelChange, 'add' | 'remove'> | undefined {
  const add = after.filter((name) => !before.includes(name));
  const remove = before.filter((name) => !after.includes(name));
  return add.length + remove.length > 0 ? { add, remove } : undefined;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && /^[^,\r\n\0]+$/.test(name));
}
