import type { ComponentPropsWithRef, ReactElement } from 'react';

/**
 * How a component looks. Given any of these, it brings no looks of its own: no class names of bisse's, so nothing has to be
 * overridden. Every part keeps its `data-part`, and the root the `data-*` attributes that tell its state.
 */
export interface LookProps<Part extends string, State> {
  /** The class name of the root. */
  readonly className?: string | undefined;
  /** Class names of the parts. */
  readonly classNames?: { readonly [P in Part]?: string | undefined } | undefined;
  /** Renders another root: spread the props onto it. */
  readonly render?: ((props: RootProps, state: State) => ReactElement) | undefined;
}

/** What `render` spreads onto the root that it makes. */
export type RootProps = ComponentPropsWithRef<'div'> & { readonly [attribute: `data-${string}`]: string | undefined };

/** What a part is marked with: its name, and the class that gives it its looks. */
export interface PartProps {
  readonly 'data-part': string;
  readonly className: string | undefined;
}

/** The marks of a component's parts. `block` is the component's name in class names: `bisse-<block>-<part>`. */
export function partsOf<Part extends string>(block: string, look: LookProps<Part, never>): (part: Part) => PartProps {
  const { className, classNames } = look;
  const isBare = isOwnLook(look);
  return (part) => {
    const own = part === 'root' ? `bisse-${block}` : `bisse-${block}-${part}`;
    const given = classNames?.[part] ?? (part === 'root' ? className : undefined);
    return { 'data-part': part, className: isBare ? given : own };
  };
}

/** Whether the user sees to the looks. */
export function isOwnLook({ className, classNames, render }: LookProps<string, never>): boolean {
  return className !== undefined || classNames !== undefined || render !== undefined;
}
