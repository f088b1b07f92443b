import type { ArgTypesEnhancer, SBType } from 'storybook/internal/csf';

/**
 * What may be left out is written `boolean | undefined` here, which Storybook takes for any union and shows no switch for.
 * Without the `undefined` it is a boolean again, and names in quotes are a choice.
 */
export const plainTypes: ArgTypesEnhancer = ({ argTypes }) =>
  Object.fromEntries(
    Object.entries(argTypes).map(([name, argType]) => {
      const { type, control } = argType;
      if (control || type?.name !== 'union') return [name, argType];
      const members = type.value.filter((member) => !isUndefined(member));
      const [only] = members;
      const names = members.map(literalOf);
      if (members.length === 1 && only) return [name, { ...argType, type: only, control: controls[only.name] }];
      if (names.every((text) => text !== undefined))
        return [name, { ...argType, options: names, control: { type: 'select' } }];
      return [name, { ...argType, control: false }];
    }),
  );

const controls: Readonly<Record<string, { type: 'boolean' | 'number' | 'text' } | false>> = {
  boolean: { type: 'boolean' },
  number: { type: 'number' },
  string: { type: 'text' },
};

function isUndefined(type: SBType): boolean {
  return type.name === 'other' && type.value === 'undefined';
}

/** The text of a type that is one text: `'dot'`. */
function literalOf(type: SBType): string | undefined {
  const value: unknown = 'value' in type ? type.value : undefined;
  return typeof value === 'string' ? /^["'](.*)["']$/.exec(value)?.[1] : undefined;
}
