'use client';
import { createElement, type ReactNode } from 'react';
import type { ConnectionFace } from '../react/connection-face.ts';
import { Hidden } from '../react/hidden.tsx';
import type { ConnectionView } from '../react/use-connection.ts';
import { useConnectionFace } from '../react/use-connection-face.ts';
import { faceLooks, type Tone } from './connection-look.ts';
import { type ConnectionWords, englishConnectionWords } from './connection-words.ts';
import { type LookProps, partsOf, type RootProps } from './look.ts';
import { Mark } from './mark.tsx';

/** What a `render` of {@link ConnectionIndicator} gets to know. */
export interface ConnectionIndicatorState {
  readonly face: ConnectionFace;
  readonly tone: Tone;
  readonly connection: ConnectionView;
  /** Whole seconds until the next attempt, while one is planned. */
  readonly secondsLeft: number | undefined;
}

export type ConnectionIndicatorPart = 'root' | 'mark' | 'label' | 'detail' | 'retry';

export interface ConnectionIndicatorProps extends LookProps<ConnectionIndicatorPart, ConnectionIndicatorState> {
  /**
   * - `dot`: the shape alone, its words for screen readers and as a tooltip
   * - `pill`: shape and word, and the seconds until the next attempt
   * - `bar`: a line across the page that says more, with a button where one helps
   */
  readonly variant?: 'dot' | 'pill' | 'bar' | undefined;
  /** How long an interruption may last before it is shown, in ms. Default 1,000. */
  readonly graceMs?: number | undefined;
  /** Whether screen readers are told when it changes. Default true; give false to all but one of a page. */
  readonly announce?: boolean | undefined;
  /** Texts instead of the English ones. */
  readonly words?: Partial<ConnectionWords> | undefined;
}

/**
 * Shows whether what the page shows is live. Every state has a shape, a colour and a word.
 *
 * Parts (`data-part`): `root`, `mark`, `label`, `detail`, `retry`. On the root: `data-face` (see `ConnectionFace`), `data-tone` (`good`,
 * `busy`, `bad`, `faint`), `data-variant`, `data-transport` (`sse`, `poll`) and `data-role` (`solo`, `leader`, `follower`).
 */
export function ConnectionIndicator(props: ConnectionIndicatorProps): ReactNode {
  const { variant = 'pill', graceMs, announce = true, words: given, render } = props;
  const { face, connection, secondsLeft } = useConnectionFace({ graceMs });
  const words = { ...englishConnectionWords, ...given };
  const part = partsOf('connection', props);
  const { tone, shape, canRetry } = faceLooks[face];
  const label = words.faces[face];
  const detail = words.detail(face, connection);
  const countdown = face === 'reconnecting' && secondsLeft !== undefined ? words.countdown(secondsLeft) : undefined;
  const more = [detail, countdown].filter(Boolean).join(', ');
  // The seconds are left out: a screen reader would count them aloud.
  const spoken = detail ? `${label}, ${detail}` : label;

  const root: RootProps = {
    ...part('root'),
    'data-face': face,
    'data-tone': tone,
    'data-variant': variant,
    'data-transport': connection.transport,
    'data-role': connection.role,
    ...(variant === 'dot' && { title: more ? `${label}, ${more}` : label }),
    children: (
      <>
        <Hidden role={announce ? 'status' : undefined}>{spoken}</Hidden>
        <Mark shape={shape} part={part('mark')} />
        {variant !== 'dot' && (
          <bdi {...part('label')} aria-hidden="true">
            {label}
          </bdi>
        )}
        {variant === 'pill' && countdown && (
          <bdi {...part('detail')} aria-hidden="true">
            {secondsLeft} s
          </bdi>
        )}
        {variant === 'bar' && more && (
          <bdi {...part('detail')} aria-hidden="true">
            {more}
          </bdi>
        )}
        {variant === 'bar' && canRetry && (
          <button {...part('retry')} type="button" onClick={connection.reconnect}>
            {words.retry}
          </button>
        )}
      </>
    ),
  };
  return render ? render(root, { face, tone, connection, secondsLeft }) : createElement('div', root);
}
