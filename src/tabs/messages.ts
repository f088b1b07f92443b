import type { ChannelRequest } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import type { Notice, StreamItem } from '../wire/notice.ts';
import type { PlainState } from './plain-state.ts';

/** Changes with every change of these messages, so that two versions of an app in two tabs do not hear each other. */
export const protocolVersion = 1;

/** What a leader passes on: one chunk of its stream. Frames of a generation are numbered from 1 (T1). */
export interface Frame {
  readonly generation: number;
  readonly seq: number;
  readonly items: readonly StreamItem[];
  /** The cursor after it. */
  readonly cursor: Cursor | undefined;
}

/** What a tab is to the others. */
export interface Member {
  readonly tab: string;
  readonly leases: readonly ChannelRequest[];
  readonly isVisible: boolean;
  /** The last cursor without a hole before it. */
  readonly cursor: Cursor | undefined;
  /** The newest generation that it has heard of. A leader of an older one has to begin anew, or it is not listened to (T3). */
  readonly generation: number;
}

/** Where a leader stands: its generation, and the last frame of it that it has sent (T4). */
export interface Mark {
  readonly generation: number;
  readonly seq: number;
  readonly cursor: Cursor | undefined;
}

/** What a stream has brought since a cursor. */
export interface Since {
  /** The channels that it carried there. */
  readonly channels: readonly string[];
  readonly frames: readonly Frame[];
}

/** What tabs of one group post to each other. */
export type TabMessage =
  /** A tab is here, or is another than before. `isNew`: it wants a `welcome`, from its cursor on. */
  | { readonly type: 'hello'; readonly member: Member; readonly isNew: boolean; readonly cursor: Cursor | undefined }
  | { readonly type: 'bye'; readonly tab: string }
  /** There is a new leader. */
  | { readonly type: 'lead'; readonly member: Member; readonly mark: Mark }
  /** The leader's answer to a new tab. `opened`: the running stream, and `since`, what of it came after the cursor that the tab asked from. */
  | {
      readonly type: 'welcome';
      readonly to: string;
      readonly mark: Mark;
      readonly leader: string;
      readonly members: readonly Member[];
      readonly state: PlainState;
      readonly opened: Extract<Notice, { type: 'opened' }> | undefined;
      readonly since: Since | undefined;
      readonly asked: Cursor | undefined;
    }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'state'; readonly generation: number; readonly state: PlainState }
  /** A sign of life. */
  | { readonly type: 'beat'; readonly mark: Mark }
  /** Asks the leader for a sign of life. */
  | { readonly type: 'ping'; readonly generation: number }
  /** Frames that did not come are asked for. */
  | { readonly type: 'missing'; readonly tab: string; readonly generation: number; readonly from: number }
  | { readonly type: 'again'; readonly to: string; readonly frames: readonly Frame[] | undefined }
  /** A visible tab asks a hidden leader for its place; the leader gives it up. */
  | { readonly type: 'take'; readonly tab: string }
  | { readonly type: 'yield'; readonly to: string; readonly mark: Mark }
  | { readonly type: 'reconnect' }
  /** The user has left: every tab of this group ends. */
  | { readonly type: 'end' };
