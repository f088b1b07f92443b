/** A claim on a channel, as a component states it. */
export interface ChannelRequest<Channel extends string = string> {
  readonly channel: Channel;
  /** What narrows the channel to a part of it: `{ pinId: '7' }`. */
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/**
 * How a dialect spells a narrowed channel: `{ pins: 'pin:{pinId}' }` writes `{ channel: 'pins', params: { pinId: '7' } }`
 * as `pin:7`.
 */
export type ChannelScopes = Readonly<Record<string, string>>;

/** The one spelling of a channel: in `?channels=`, in `connected.channels`, in acknowledgements. */
export function spellChannel(request: ChannelRequest, scopes: ChannelScopes = {}): string {
  const { channel, params } = request;
  const entries = Object.entries(params ?? {});
  if (entries.length === 0) return channel;
  const template = scopes[channel];
  if (template && entries.every(([name]) => template.includes(`{${name}}`))) {
    return entries.reduce((spelled, [name, value]) => spelled.replace(`{${name}}`, value), template);
  }
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `${channel}:${sorted.map(([name, value]) => `${name}=${value}`).join('&')}`;
}
