import { type ChannelScopes, spellChannel } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import type { Frame, Member } from './messages.ts';

/** What a tab tells of its group to whoever inspects it. */
export type TabRecord =
  /** This tab leads from now on, or follows `leader` (`undefined`: it does not know yet whom). `why` names what brought it. */
  | {
      readonly type: 'role';
      readonly tab: string;
      readonly role: 'leader' | 'follower';
      readonly leader: string | undefined;
      readonly generation: number;
      readonly why: RoleChange;
    }
  /** The other tabs, as far as they are known. */
  | { readonly type: 'members'; readonly tab: string; readonly members: readonly TabMember[] }
  /** The leader has sent frame number `sent`, and this tab had taken those up to `heard`. */
  | {
      readonly type: 'lag';
      readonly generation: number;
      readonly sent: number;
      readonly heard: number;
      /** How long the last frame was on its way between the tabs, in ms. */
      readonly ms: number | undefined;
    };

/** Why a tab leads or follows. */
export type RoleChange =
  /** It has just come. */
  | 'joined'
  /** The lock was free: the leader left, crashed, or there was none. */
  | 'elected'
  /** It took the lock: the leader was silent, or somebody asked for it. */
  | 'took'
  /** The leader gave its place up. */
  | 'yielded'
  /** Another tab took the lock. */
  | 'robbed'
  /** It was told who leads. */
  | 'told';

/** A tab as others see it. */
export interface TabMember {
  readonly tab: string;
  readonly isVisible: boolean;
  /** What it leases, spelled. */
  readonly channels: readonly string[];
  readonly cursor: Cursor | undefined;
}

export function membersRecord(tab: string, members: readonly Member[], scopes: ChannelScopes | undefined): TabRecord {
  return {
    type: 'members',
    tab,
    members: members.map(({ tab, isVisible, leases, cursor }) => ({
      ...{ tab, isVisible, cursor },
      channels: leases.map((request) => spellChannel(request, scopes)),
    })),
  };
}

/** How far a tab is when it is sent a frame. */
export function lagRecord({ generation, seq, items }: Frame, heard: number, now: number): TabRecord {
  const receivedAt = items.at(-1)?.receivedAt;
  return { type: 'lag', generation, sent: seq, heard, ms: receivedAt === undefined ? undefined : now - receivedAt };
}

export function roleRecord(tab: string, leader: string | undefined, generation: number, why: RoleChange): TabRecord {
  return { type: 'role', tab, role: leader === tab ? 'leader' : 'follower', leader, generation, why };
}
