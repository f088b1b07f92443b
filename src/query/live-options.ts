import type { MutationFunctionContext, Query, UseMutationOptions } from '@tanstack/react-query';
import type { Patch } from '../events/collection.ts';
import type { StreamEvent } from '../events/event.ts';
import { mutationsOf } from './attached.ts';
import { streamStaleTime } from './freshness.ts';
import { notedPosition } from './position.ts';

/**
 * Query options whose freshness follows the stream: while it is live and gap-free, data is never stale; when it has been
 * down for longer than the sink's grace, the options' own `staleTime` holds. Takes what `queryOptions` or
 * `infiniteQueryOptions` made, and gives the same type back.
 */
export function liveQueryOptions<
  Options extends { readonly queryKey: readonly unknown[]; readonly staleTime?: unknown },
>(options: Options): Options {
  return { ...options, staleTime: streamStaleTime(options.staleTime as never) as (query: Query) => number };
}

/** What `mutationFn` is given of a live mutation, beside React Query's own. */
export interface LiveMutationContext extends MutationFunctionContext {
  /** Send it as the header `Mutation-Id`: the event that the write causes then carries it in its `meta`. */
  readonly mutationId: string;
}

export interface LiveMutationOptions<Data, Failure, Variables, Result>
  extends Omit<UseMutationOptions<Data, Failure, Variables, Result>, 'mutationFn'> {
  readonly mutationFn: (variables: Variables, context: LiveMutationContext) => Promise<Data>;
  /** What the mutation will have changed, as patches of collections. Prefer `merge` and `upsert`, which do not depend on
   * what is below them. */
  readonly optimistic: (variables: Variables) => Patch | readonly Patch[];
  /** Tells the event that says the mutation has happened, where the server does not send mutation ids back. */
  readonly confirmedBy?: (event: StreamEvent, variables: Variables, result: Data | undefined) => boolean;
}

/**
 * Mutation options that show a write at once. The change is a layer over what the server said: its own echo neither flickers
 * nor applies twice, a refetch does not undo it, and a failed write takes back its own layer alone.
 */
export function liveMutationOptions<Data, Failure = Error, Variables = void, Result = unknown>(
  options: LiveMutationOptions<Data, Failure, Variables, Result>,
): UseMutationOptions<Data, Failure, Variables, Result> {
  const { optimistic, confirmedBy, mutationFn, onMutate, onSuccess, onError, ...rest } = options;
  return {
    ...rest,
    async onMutate(variables, context) {
      const run = runOf<Data>(context);
      const { mutationId } = run;
      const made = optimistic(variables);
      const patches = Array.isArray(made) ? (made as readonly Patch[]) : [made as Patch];
      const isEcho = confirmedBy && ((event: StreamEvent) => confirmedBy(event, variables, run.result));
      for (const mutations of mutationsOf(context.client)) mutations.begin({ mutationId, patches, isEcho });
      return (await onMutate?.(variables, context)) as Result;
    },
    mutationFn(variables, context) {
      const { mutationId } = runOf(context);
      return mutationFn(variables, Object.assign(context, { mutationId }));
    },
    onSuccess(data, variables, result, context) {
      const run = runOf<Data>(context);
      run.result = data;
      const cursor = notedPosition(context)?.cursor;
      for (const mutations of mutationsOf(context.client)) mutations.confirm(run.mutationId, cursor);
      return onSuccess?.(data, variables, result, context);
    },
    onError(error, variables, result, context) {
      const { mutationId } = runOf(context);
      for (const mutations of mutationsOf(context.client)) mutations.fail(mutationId);
      return onError?.(error, variables, result, context);
    },
  };
}

/** One run of a mutation. */
interface Run<Data> {
  readonly mutationId: string;
  result: Data | undefined;
}

const run = Symbol('bisse.run');

/**
 * The run that a context belongs to. React Query makes one context for each run, while these options may be made anew in
 * every render: so what has to last rides on the context.
 */
function runOf<Data>(context: MutationFunctionContext): Run<Data> {
  const marked = context as { [run]?: Run<Data> };
  if (!marked[run]) {
    // Not `crypto.randomUUID`: a page that is served without TLS has none.
    const mutationId = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    Object.defineProperty(context, run, { value: { mutationId, result: undefined } });
  }
  return marked[run] as Run<Data>;
}
