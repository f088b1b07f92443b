import { pins } from 'bisse/dialects/pindown';
import { useItem } from 'bisse/query';
import { memo, useState } from 'react';
import { Icon, StateMark } from '../icons.tsx';
import { LineForm } from '../line-form.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';
import { Value } from '../value.tsx';

/** One pin: its state, how often it was looked at, and the values that its template shows. */
export const PinCard = memo(function PinCard({ id }: { readonly id: string }) {
  const pin = useItem(pins, id);
  const action = useAction();
  const [isOpen, setOpen] = useState(false);
  const [isRenaming, setRenaming] = useState(false);
  if (!pin) return null;
  const path = `/api/pins/${id}`;
  const labels = shortNames(Object.keys(pin.templateVars));
  const toggled = pin.isPublic ? 'draft' : 'published';

  return (
    <li className="row pin" data-pin-id={id} data-public={pin.isPublic}>
      <div className="row-main">
        <div className="pin-head">
          <div className="pin-title">
            <h3>
              <Value field="title" value={pin.title} />
            </h3>
            <span className={`state ${pin.isPublic ? 'done' : 'idle'}`}>
              <StateMark mark={pin.isPublic ? 'full' : 'ring'} />
              <span className="word" data-field="status">
                {pin.status}
              </span>
            </span>
          </div>
          <div className="row-side">
            <RenderCount />
            <button
              type="button"
              className="button views"
              aria-label={`View, ${pin.views}`}
              title="View"
              onClick={() => action.send({ path: `${path}/view` })}
            >
              <Icon name="eye" />
              <Value field="views" value={pin.views} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-expanded={isOpen}
              aria-label="Actions"
              onClick={() => setOpen(!isOpen)}
            >
              <Icon name={isOpen ? 'close' : 'more'} />
            </button>
          </div>
        </div>
        <dl className="vars">
          {Object.entries(pin.templateVars).map(([name, value], index) => (
            <div key={name}>
              <dt title={name}>{labels[index]}</dt>
              <dd data-var={name}>
                <Value field={`templateVars.${name}`} value={textOf(value)} />
              </dd>
            </div>
          ))}
        </dl>
        {isOpen && !isRenaming && (
          <div className="actions">
            <button
              type="button"
              className="button"
              onClick={() => action.send({ method: 'PUT', path, body: { status: toggled } })}
            >
              <StateMark mark={pin.isPublic ? 'ring' : 'full'} />
              {pin.isPublic ? 'Unpublish' : 'Publish'}
            </button>
            <button type="button" className="button" onClick={() => setRenaming(true)}>
              <Icon name="pen" />
              Rename
            </button>
          </div>
        )}
        {isOpen && isRenaming && (
          <LineForm
            label="Title"
            submit="Rename"
            initial={pin.title}
            onCancel={() => setRenaming(false)}
            onSend={async (title) => {
              const isTaken = await action.send({ method: 'PUT', path, body: { title } });
              if (isTaken) setRenaming(false);
              return isTaken;
            }}
          />
        )}
        <Refused error={action.error} />
      </div>
    </li>
  );
});

/** Where all names begin with one word (`automation.status`, `automation.last_run`), it need not be said three times. */
function shortNames(names: readonly string[]): readonly string[] {
  const first = names[0]?.split('.')[0];
  const isShared = names.length > 1 && names.every((name) => name.startsWith(`${first}.`));
  return isShared ? names.map((name) => name.slice(`${first}.`.length)) : names;
}

/** A variable may hold any JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
