import type { ReactNode } from 'react';

interface PanelProps {
  readonly id: string;
  readonly title: string;
  /** How many rows there are, when it is known. */
  readonly count: number | undefined;
  /** Beside the title. */
  readonly note?: ReactNode;
  /** At the right end of the title's line. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** One of the three columns. */
export function Panel({ id, title, count, note, action, children }: PanelProps) {
  return (
    <section className="panel" id={id} aria-labelledby={`${id}-title`}>
      <header className="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {count !== undefined && <span className="count">{count}</span>}
        <span className="note">{note}</span>
        {action}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}

interface ListStateProps {
  readonly isPending: boolean;
  readonly error: Error | null;
  /** How often a read has failed. */
  readonly failures: number;
  readonly isEmpty: boolean;
  /** What to say of a list without rows. */
  readonly empty: string;
  readonly retry: () => void;
}

/** What stands in a list's place while there are no rows to show. */
export function ListState({ isPending, error, failures, isEmpty, empty, retry }: ListStateProps) {
  if (isPending && failures === 0) return <Skeleton />;
  // While a list that has failed is read again, it stays said that it has.
  if (isPending || (error && isEmpty)) {
    return (
      <div className="list-state" role="alert">
        <p>
          <strong>This list could not be loaded.</strong>
          <br />
          {error?.message ?? 'It is being read again.'}
        </p>
        <button type="button" className="button" disabled={isPending} onClick={retry}>
          Try again
        </button>
      </div>
    );
  }
  if (isEmpty) return <p className="list-state">{empty}</p>;
  return null;
}

const bones = ['92%', '64%', '78%', '51%', '86%', '70%'];

function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {bones.map((width) => (
        <div key={width} className="bone">
          <span style={{ width }} />
          <span style={{ width: '32%' }} />
        </div>
      ))}
    </div>
  );
}

/** Why the server refused something, at the place where it was asked. */
export function Refused({ error }: { readonly error: string | undefined }) {
  if (!error) return null;
  return (
    <p className="refused" role="alert">
      {error}
    </p>
  );
}
