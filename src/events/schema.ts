/**
 * The part of Standard Schema that is used here: valibot, zod, arktype and others all speak it.
 * Validation must be synchronous, or events could overtake each other.
 * @see https://standardschema.dev
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema accepts. */
export type InputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly input: infer Input }
    ? Input
    : unknown
  : unknown;

/** What a schema gives. */
export type OutputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer Output }
    ? Output
    : unknown
  : unknown;

const trust = (value: unknown) => ({ value });

/** A schema that checks nothing: the payload is believed to be a `T`. For data that the app's own server made and typed. */
export function type<T>(): Schema<T, T> {
  return { '~standard': { version: 1, vendor: 'bisse', validate: trust as (value: unknown) => SchemaResult<T> } };
}
