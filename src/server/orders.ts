import type { Log, LogDraft } from './log/log.ts';
import { connectionScope, isConnectionScope } from './scopes.ts';

/** What one instance asks of the one that holds a stream. It lies in the log, under a scope that no client hears. */
const endOrder = 'bye';

/** The log's entry that ends a stream, wherever it is held. */
export function draftEnd(connectionId: string): LogDraft {
  return { type: endOrder, scopes: [connectionScope(connectionId)], event: endOrder, data: '{"reason":"limit"}' };
}

/** Carries out what lies in the log for streams of this instance, also for those that do not read. Gives what ends that. */
export function followOrders(log: Log, end: (connectionId: string) => void): () => void {
  let { position } = log.head();
  return log.subscribe(() => {
    for (let step = log.next(position); step; step = log.next(position)) {
      if ('place' in step) {
        position = step.place.position;
        continue;
      }
      position = step.position;
      const [scope = ''] = step.scopes;
      if (step.type === endOrder && isConnectionScope(scope)) end(scope.slice(connectionScope('').length));
    }
  });
}
