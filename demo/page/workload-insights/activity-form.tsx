import { type FormEvent, useState } from 'react';
import { Refused } from '../panel.tsx';
import { useAction } from '../use-action.ts';

const fields = [
  { name: 'category', label: 'Category', hint: 'Facilities' },
  { name: 'subcategory', label: 'Subcategory', hint: 'Lighting' },
  { name: 'location', label: 'Location', hint: 'Hall 3' },
  { name: 'reporter', label: 'Reporter', hint: 'Your name' },
];

/** Reports an activity. The new row comes on the stream. */
export function ActivityForm({ onDone }: { readonly onDone: () => void }) {
  const action = useAction();
  const [isPending, setPending] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(event.currentTarget));
    setPending(true);
    if (await action.send({ path: '/api/activities', body })) onDone();
    else setPending(false);
  }

  return (
    <form className="activity-form" onSubmit={send}>
      {fields.map(({ name, label, hint }) => (
        <label key={name}>
          {label}
          <input name={name} placeholder={hint} required maxLength={80} />
        </label>
      ))}
      <div className="actions">
        <button type="submit" className="button primary" disabled={isPending}>
          Report
        </button>
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
      </div>
      <Refused error={action.error} />
    </form>
  );
}
