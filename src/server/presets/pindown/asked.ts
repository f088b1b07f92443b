import { channelsOf } from '../../admission.ts';

/** The scope of what is sent to any pin, for those who asked for no pin in particular. No channel can be spelled like it. */
export const everyPin = 'every:pin';

/** A request in the hub's own spelling: `?channels=pins,pin:7`, and what it may hear at most. */
export interface Asked {
  readonly url: URL;
  readonly scopes: readonly string[];
}

/** Reads `?channels=pins&pinId=7` of someone who may hear `allowed`. */
export function askedOf(received: URL, allowed: readonly string[]): Asked {
  const url = new URL(received);
  const channels = channelsOf(url) ?? [];
  const pins = listOf(url, 'pinId').map((pinId) => `pin:${pinId}`);
  const wantsAllPins =
    channels.includes('pins') && pins.length === 0 && !channels.some((name) => name.startsWith('pin:'));
  const own = wantsAllPins ? allowed.filter((scope) => scope.startsWith('pin:') && scope !== 'pin:*') : [];
  url.searchParams.delete('pinId');
  url.searchParams.set('channels', [...channels, ...pins, ...own].join(','));
  const hearsEveryPin = wantsAllPins && allowed.some((scope) => scope === 'pin:*' || scope === '*');
  return { url, scopes: hearsEveryPin ? [...allowed, everyPin] : allowed };
}

function listOf(url: URL, name: string): string[] {
  const values = url.searchParams.getAll(name).flatMap((list) => list.split(','));
  return values.map((value) => value.trim()).filter((value) => value !== '');
}
