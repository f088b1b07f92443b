/** How a number is written: the options of `Intl.NumberFormat`, or a function for any value. */
export type ValueFormat = Intl.NumberFormatOptions | ((value: unknown) => string);

/** The text of a value; `undefined` for what is no value: null, undefined, NaN, an empty text. */
export function formatValue(value: unknown, format: ValueFormat = {}, locale?: string): string | undefined {
  if (value === null || value === undefined || value === '' || Number.isNaN(value)) return undefined;
  if (typeof format === 'function') return format(value);
  if (typeof value === 'number' || typeof value === 'bigint')
    return new Intl.NumberFormat(locale, format).format(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
