'use client';
import { createElement, type ReactNode, useMemo } from 'react';
import { Hidden } from '../react/hidden.tsx';
import { formatValue, type ValueFormat } from './format-value.ts';
import { type LookProps, partsOf, type RootProps } from './look.ts';
import { Mark } from './mark.tsx';
import { Sparkline } from './sparkline.tsx';
import { type Flash, useFlash } from './use-flash.ts';

/** What a `render` of {@link LiveValue} gets to know. */
export interface LiveValueState extends Flash {
  /** As it is shown; `undefined` when there is no value. */
  readonly text: string | undefined;
}

export type LiveValuePart = 'root' | 'sparkline' | 'text' | 'flash' | 'direction' | 'none';

export interface LiveValueProps extends LookProps<LiveValuePart, LiveValueState> {
  /** A number goes up and down; anything else just changes. null, undefined and NaN are no value. */
  readonly value: unknown;
  /** Options of `Intl.NumberFormat`, or a function. Default: as the locale writes numbers. */
  readonly format?: ValueFormat | undefined;
  /** A language tag, such as `de-CH`. Default: the browser's. */
  readonly locale?: string | undefined;
  /** What the value was, oldest first: a line beside it (see `useRecentValues`). Numbers; NaN is a gap. Default: no line. */
  readonly history?: readonly number[] | undefined;
  /** What the bottom and the top of that line stand for. Default: the least and the greatest of `history`. */
  readonly historyRange?: readonly [bottom: number, top: number] | undefined;
  /** Whether the value may be behind: `!useConnection().isLive`. Default false. */
  readonly stale?: boolean | undefined;
  /** What stands where there is no value. Default `–`, read aloud as "no value". */
  readonly none?: ReactNode;
}

/**
 * A value that shows when another has come: a tint that goes away and a sign beside it, at most once a frame; with reduced motion
 * the sign alone. Screen readers are told nothing: values that change all the time would drown everything else.
 *
 * Parts (`data-part`): `root`, `sparkline`, `text`, `flash` (the tint), `direction` (the sign), `none`. On the root: `data-direction` (`up`, `down`,
 * `changed`), `data-flash` (`odd` and `even` in turn, so that an animation begins anew), `data-stale`, `data-empty`.
 */
export function LiveValue(props: LiveValueProps): ReactNode {
  const { value, format, locale, history, historyRange, stale = false, none = defaultNone, render } = props;
  const text = useMemo(() => formatValue(value, format, locale), [value, format, locale]);
  const { direction, count } = useFlash(value);
  const part = partsOf('live-value', props);
  const isFlashing = direction !== undefined && text !== undefined;

  const root: RootProps = {
    ...part('root'),
    'data-direction': direction,
    'data-flash': flashes[count === 0 ? 0 : 1 + (count % 2)],
    'data-stale': stale ? '' : undefined,
    'data-empty': text === undefined ? '' : undefined,
    children: (
      <>
        {isFlashing && <span {...part('flash')} aria-hidden="true" />}
        {history && <Sparkline values={history} range={historyRange} part={part('sparkline')} />}
        <bdi {...part(text === undefined ? 'none' : 'text')}>{text ?? none}</bdi>
        {isFlashing && <Mark shape={direction} part={part('direction')} />}
      </>
    ),
  };
  return render ? render(root, { direction, count, text }) : createElement('span', root as object);
}

const flashes = [undefined, 'even', 'odd'] as const;

const defaultNone = (
  <>
    <span aria-hidden="true">–</span>
    <Hidden>no value</Hidden>
  </>
);
