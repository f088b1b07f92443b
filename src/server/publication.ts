import { ConfigError } from '../errors.ts';
import type { Dialect, EventsOf, PublishedOf } from '../events/dialect.ts';
import { runtimeDefinitions } from '../events/dialect.ts';
import type { AnyDefinition, RuntimeDefinition } from '../events/event.ts';
import { type Framing, type WrittenFrame, writeFrame } from '../events/framing.ts';
import type { SchemaIssue } from '../events/schema.ts';
import { isControlName } from '../wire/control.ts';
import type { LogDraft } from './log/log.ts';
import { isConnectionScope, isPattern, toScope } from './scopes.ts';

/** What besides type and payload may be said of a publication. */
export interface PublishOptions {
  /** Names the publication. Publishing it again, as a retried request does, gives the first one's id and no event. */
  readonly key?: string | undefined;
  /** The `Mutation-Id` of the request that caused the event, so that its sender knows its own echo. */
  readonly mutationId?: string | undefined;
  /** When it happened, in ms since the epoch. Default: now. Written where the framing has a place for it. */
  readonly at?: number | undefined;
  /** More fields of the envelope, such as `tenantId`. Written by framings that have one. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
}

type PublicationFor<Event extends AnyDefinition> = Event extends AnyDefinition
  ? PublishOptions & {
      readonly type: Event['type'];
      /** The payload as the schema takes it. */
      readonly data: PublishedOf<Event>;
      /**
       * Who hears it: a scope (`channel:pins`, `pin:7`, `tenant:acme`, `user:9`), several, or `'*'` for everyone. Who hears
       * several of them hears the event once, on the first that it asked for: name the narrowest one first.
       */
      readonly to: string | readonly string[];
    }
  : never;

/** An event to publish, of one of the dialect's types. */
export type Publication<D extends Dialect> = PublicationFor<EventsOf<D>>;

/** The payload that the dialect's event of this type takes. */
export type PayloadOf<D extends Dialect, Type extends string> = PublishedOf<
  Extract<EventsOf<D>, { readonly type: Type }>
>;

/** An event that was not published, because no client could have read it. Thrown by `hub.publish`. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  /** The event's type. */
  readonly type: string;
  /** What the event's schema found, when it was the schema. */
  readonly issues: readonly SchemaIssue[];
  constructor(
    type: string,
    message: string,
    options: ErrorOptions & { readonly issues?: readonly SchemaIssue[] } = {},
  ) {
    super(`bisse: "${type}" was not published: ${message}`, options);
    this.type = type;
    this.issues = options.issues ?? [];
  }
}

/** The same as {@link Publication}, where the dialect is not known. */
export interface AnyPublication extends PublishOptions {
  readonly type: string;
  readonly data: unknown;
  readonly to: string | readonly string[];
}

/** Fields that each framing keeps for itself. */
const ownFields: Readonly<Record<Framing, readonly string[]>> = {
  named: [],
  envelope: ['type', 'data', 'timestamp'],
  'event-envelope': ['event', 'data', 'timestamp'],
  flat: ['type'],
  auto: [],
};

/**
 * Makes drafts for the log out of publications: checks the payload and writes it in the dialect's framing.
 * The function it returns throws {@link PublishError}.
 */
export function createDrafter(dialect: Dialect): (publication: AnyPublication, now: number) => LogDraft {
  const definitions = new Map(runtimeDefinitions(dialect).map((definition) => [definition.type, definition]));
  return (publication, now) => {
    const { type, data, to, key, at = now } = publication;
    const definition = definitions.get(type);
    if (!definition) checkUndeclared(type, dialect);
    const scopes = checkedScopes(type, to);
    if (definition) check(definition, data);
    const meta = metaOf(publication, dialect.framing);
    if (dialect.framing === 'flat') checkFlat(type, data);
    const frame = written(dialect.framing, type, { type, data, at, meta });
    return { type, scopes, ...frame, key };
  };
}

/** Where the dialect lets undeclared events pass, clients get them unchecked; but their names still have to be names. */
function checkUndeclared(type: unknown, { name, unknown }: Dialect): void {
  if (unknown !== 'pass') {
    throw new PublishError(
      String(type),
      `the dialect "${name}" does not declare it, so clients would set it aside. Add its defineEvent to the dialect's events.`,
    );
  }
  if (typeof type !== 'string' || type === '' || /[\r\n\0]/.test(type) || type === 'message' || isControlName(type)) {
    throw new PublishError(
      String(type),
      `${JSON.stringify(type)} is no name for an event: it is empty, more than one line, or a name that streams keep for themselves. Give it another.`,
    );
  }
}

function checkedScopes(type: string, to: unknown): readonly string[] {
  const scopes = new Set((Array.isArray(to) && to.length > 0 ? to : [to]).map((one) => checkedScope(type, one)));
  return scopes.has('*') ? ['*'] : [...scopes];
}

function checkedScope(type: string, to: unknown): string {
  if (typeof to !== 'string' || to === '' || /[\r\n\0]/.test(to) || (to !== '*' && isPattern(to))) {
    throw new PublishError(
      type,
      `\`to\` is ${JSON.stringify(to)}, so it is unclear who may hear it. Give a scope, or several, each on one line, such as "channel:pins", "tenant:acme" or "user:9", or "*" for everyone.`,
    );
  }
  if (isConnectionScope(to)) {
    throw new PublishError(
      type,
      `\`to\` is ${JSON.stringify(to)}, and scopes of the kind "connection" are the hub's own, so nobody would hear it. Publish to a user, a tenant or a channel.`,
    );
  }
  return toScope(to);
}

function check({ type, schema }: RuntimeDefinition, data: unknown): void {
  const result = validated(type, schema, data);
  if (result instanceof Promise) {
    throw new ConfigError(
      `the schema of "${type}" is asynchronous, so events could overtake each other. Use a synchronous one.`,
    );
  }
  if (result.issues) {
    const told = result.issues.map((issue) => `${pathOf(issue)}${issue.message}`).join('; ');
    throw new PublishError(
      type,
      `its payload does not fit its schema, so every client would refuse it (${told}). Correct the payload or the schema.`,
      { issues: result.issues },
    );
  }
}

function validated(type: string, schema: RuntimeDefinition['schema'], data: unknown) {
  try {
    return schema['~standard'].validate(data);
  } catch (cause) {
    throw new PublishError(type, 'its schema could not judge its payload. Correct the schema: it throws.', { cause });
  }
}

function pathOf({ path }: SchemaIssue): string {
  if (!path?.length) return '';
  return `${path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')}: `;
}

function metaOf(publication: AnyPublication, framing: Framing): Readonly<Record<string, unknown>> {
  const { type, meta, mutationId = meta?.['mutationId'] } = publication;
  const taken = Object.keys(meta ?? {}).filter((field) => ownFields[framing].includes(field));
  if (taken.length > 0) {
    throw new PublishError(
      type,
      `its meta has the field "${taken[0]}", which the framing "${framing}" needs itself. Give the field another name.`,
    );
  }
  if (typeof mutationId === 'string' && /[\r\n\0]/.test(mutationId)) {
    throw new PublishError(
      type,
      `its mutationId ${JSON.stringify(mutationId)} is more than one line, so it could forge another event. Give the \`Mutation-Id\` of the request.`,
    );
  }
  return mutationId === undefined ? (meta ?? {}) : { ...meta, mutationId };
}

/** In this framing the payload's fields stand beside the type, so they must be fields and must not be the type. */
function checkFlat(type: string, data: unknown): void {
  if (typeof data === 'object' && data !== null && !Array.isArray(data) && !('type' in data)) return;
  throw new PublishError(
    type,
    'the framing "flat" writes the fields of the payload beside "type", so it must be an object without a field of that name. Change the payload or the framing.',
  );
}

function written(framing: Framing, type: string, frame: Parameters<typeof writeFrame>[1]): WrittenFrame {
  try {
    return writeFrame(framing, frame);
  } catch (cause) {
    throw new PublishError(type, 'its payload cannot be written as JSON. Give plain data (no cycles, no BigInt).', {
      cause,
    });
  }
}
