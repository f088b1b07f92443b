import { useRef } from 'react';
import { Icon } from '../icons.tsx';
import { ListPanel } from '../list-panel.tsx';
import { reelList } from '../lists.ts';
import { Refused } from '../panel.tsx';
import { ReelRow } from './reel-row.tsx';
import { sampleFilm, useUpload } from './upload.ts';

/** Reels: films that are sent, made ready, and played. */
export function Reels() {
  const upload = useUpload();
  const file = useRef<HTMLInputElement>(null);
  return (
    <ListPanel
      id="reels"
      title="Reels"
      note="The newest first"
      list={reelList}
      empty="There are no reels. Send the first one."
      Row={ReelRow}
    >
      <div className="panel-form">
        <div className="actions">
          <button
            type="button"
            className="button primary"
            disabled={upload.isSending}
            onClick={() => upload.send(sampleFilm(), 'A sample of 6 MB')}
          >
            <Icon name="up" />
            Send a sample
          </button>
          <button type="button" className="button" disabled={upload.isSending} onClick={() => file.current?.click()}>
            Choose a file
          </button>
          <input
            ref={file}
            type="file"
            accept="video/*"
            aria-label="A film to send"
            hidden
            onChange={({ currentTarget }) => {
              const [film] = currentTarget.files ?? [];
              currentTarget.value = '';
              if (film) void upload.send(film, film.name);
            }}
          />
        </div>
        <p className="hint">The bytes are sent and counted, and not kept.</p>
        <Refused error={upload.error} />
      </div>
    </ListPanel>
  );
}
