import type { ChannelRequest } from '../wire/channel.ts';
import type { Member } from './messages.ts';

/** The other tabs of the group, as far as this one has heard (T5). */
export interface Roster {
  put(member: Member): void;
  remove(tab: string): void;
  /** Forgets the tabs that are none of these. */
  keepOnly(isThere: (tab: string) => boolean): void;
  get(tab: string): Member | undefined;
  all(): readonly Member[];
  readonly size: number;
}

export function createRoster(own: string, onChange: () => void): Roster {
  const members = new Map<string, Member>();
  return {
    put(member) {
      if (member.tab === own) return;
      members.set(member.tab, member);
      onChange();
    },
    remove(tab) {
      if (members.delete(tab)) onChange();
    },
    keepOnly(isThere) {
      for (const tab of [...members.keys()]) if (!isThere(tab)) members.delete(tab);
      onChange();
    },
    get: (tab) => members.get(tab),
    all: () => [...members.values()],
    get size() {
      return members.size;
    },
  };
}

/** What a leader leases on its connection for others: one lease for each channel that any of them leases. */
export function createUnion(
  spell: (request: ChannelRequest) => string,
  lease: (request: ChannelRequest) => () => void,
) {
  const held = new Map<string, () => void>();
  return {
    set(requests: readonly ChannelRequest[]): void {
      const wanted = new Map(requests.map((request) => [spell(request), request]));
      for (const [name, request] of wanted) if (!held.has(name)) held.set(name, lease(request));
      for (const [name, release] of held) {
        if (wanted.has(name)) continue;
        held.delete(name);
        release();
      }
    },
    clear(): void {
      for (const release of held.values()) release();
      held.clear();
    },
  };
}
