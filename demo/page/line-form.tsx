import { type FormEvent, useState } from 'react';

interface LineFormProps {
  readonly label: string;
  readonly submit: string;
  readonly initial?: string;
  /** Resolves to whether the text was taken; then the field is emptied. */
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onCancel?: () => void;
}

/** A field and its button: to ask, to answer, to rename. */
export function LineForm({ label, submit, initial = '', onSend, onCancel }: LineFormProps) {
  const [text, setText] = useState(initial);
  const [isPending, setPending] = useState(false);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === '' || isPending) return;
    setPending(true);
    if (await onSend(text.trim())) setText('');
    setPending(false);
  }

  return (
    <form className="line-form" onSubmit={send} onKeyDown={({ key }) => key === 'Escape' && onCancel?.()}>
      <input
        aria-label={label}
        placeholder={label}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: a form that can be cancelled was opened just now, to be written in.
        autoFocus={onCancel !== undefined}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" className="button primary" disabled={isPending || text.trim() === ''}>
        {submit}
      </button>
      {onCancel && (
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      )}
    </form>
  );
}
