import { type Mark, StateMark } from '../icons.tsx';

const looks: Readonly<Record<string, readonly [look: string, mark: Mark]>> = {
  Open: ['open', 'ring'],
  'In progress': ['busy', 'half'],
  Blocked: ['blocked', 'square'],
  Done: ['done', 'check'],
};

/** The stages of an activity, in the order of work. The server takes any. */
export const statuses: readonly string[] = Object.keys(looks);

/** A status by shape, colour and word. */
export function StatusState({ status, field }: { readonly status: string; readonly field?: string }) {
  const [look, mark] = looks[status] ?? ['idle', 'full'];
  return (
    <span className={`state ${look}`}>
      <StateMark mark={mark} />
      <span className="word" {...(field && { 'data-field': field })}>
        {status}
      </span>
    </span>
  );
}
