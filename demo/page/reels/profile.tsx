import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Icon } from '../icons.tsx';
import { LineForm } from '../line-form.tsx';
import { profileQuery } from '../lists.ts';
import { Panel, Refused } from '../panel.tsx';
import { useAction } from '../use-action.ts';

/** Reels: who is signed in. A change of the name is told by `user_update`, and the profile is read again. */
export function Profile() {
  const { data, error } = useQuery(profileQuery);
  const action = useAction();
  const [isRenaming, setRenaming] = useState(false);
  return (
    <Panel id="profile" title="Profile" count={undefined} note="Signed in as">
      <div className="panel-form profile">
        {isRenaming ? (
          <LineForm
            label="Your name"
            submit="Rename"
            initial={data?.displayName ?? ''}
            onCancel={() => setRenaming(false)}
            onSend={async (displayName) => {
              const isTaken = await action.send({ method: 'PUT', path: '/api/user', body: { displayName } });
              if (isTaken) setRenaming(false);
              return isTaken;
            }}
          />
        ) : (
          <>
            <strong data-field="displayName">{data?.displayName ?? '–'}</strong>
            <button type="button" className="button" disabled={!data} onClick={() => setRenaming(true)}>
              <Icon name="pen" />
              Rename
            </button>
          </>
        )}
        <Refused error={action.error ?? error?.message} />
      </div>
    </Panel>
  );
}
