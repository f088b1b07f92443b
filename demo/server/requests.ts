import type { FastifyReply } from 'fastify';
import * as v from 'valibot';
import type { Snapshot } from './data.ts';

/** An answer that says no, and why. */
export class Refusal extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, reason: string) {
    super(reason);
    this.statusCode = statusCode;
  }
}

/** The row of this id, or a 404. */
export function found<Row>(row: Row | undefined, kind: string, id: string): Row {
  if (row === undefined) throw new Refusal(404, `There is no ${kind} "${id}".`);
  return row;
}

/**
 * The body as the schema gives it, or a 400 that says which field is wrong. A request without a body has an empty one.
 */
export function parse<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body ?? {});
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new Refusal(400, path ? `${path}: ${issue.message}` : issue.message);
}

/** Text of some length: trimmed, not empty, and without the NUL that Postgres cannot store. */
export function text(maxLength = 5_000) {
  return v.pipe(
    v.string('Expected a text.'),
    v.trim(),
    v.nonEmpty('Expected some text.'),
    v.maxLength(maxLength, `Expected at most ${maxLength} characters.`),
    v.check((value) => !value.includes('\0'), 'Expected no NUL characters.'),
  );
}

/** A list as a bare JSON array, with its place in the stream. */
export function sendSnapshot<Row>(reply: FastifyReply, { rows, cursor }: Snapshot<Row>) {
  return reply.header('Stream-Cursor', cursor).send(rows);
}
