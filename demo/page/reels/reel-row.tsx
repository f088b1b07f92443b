import { useProgress } from 'bisse';
import { reelRows } from 'bisse/dialects/reels';
import { useItem } from 'bisse/query';
import { Progress } from 'bisse/ui';
import { memo } from 'react';
import type { Reel } from '../../rows/reels.ts';
import { Ago } from '../ago.tsx';
import { Icon, StateMark } from '../icons.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

const states = {
  uploading: ['open', 'half', 'Uploading'],
  processing: ['open', 'half', 'Processing'],
  ready: ['done', 'check', 'Ready'],
  error: ['blocked', 'square', 'Failed'],
} as const;

/** One reel: on its way, being made ready, or there to be played. */
export const ReelRow = memo(function ReelRow({ id }: { readonly id: string }) {
  const reel = useItem(reelRows, id) as Reel | undefined;
  const told = useProgress('upload', id);
  const action = useAction();
  if (!reel) return null;
  const { title, status, progress, message, size, duration, createdAt } = reel;
  const path = `/api/reels/${id}`;
  const isUnderWay = status === 'uploading' || status === 'processing';
  const isSilent = isUnderWay && told?.stalled === true;
  const [look, mark, word] = states[status];

  return (
    <li className="row task reel" data-reel-id={id} data-status={status}>
      <Poster reel={reel} />
      <div className="row-main">
        <div className="task-head">
          <h3 data-field="title">{title}</h3>
          <span className={`state ${isSilent ? 'busy' : look}`} data-field="status">
            <StateMark mark={mark} />
            {isSilent ? 'No news' : word}
          </span>
        </div>
        {status !== 'ready' && (
          <Progress
            label={title}
            percent={progress}
            message={isUnderWay ? (message ?? undefined) : undefined}
            failed={status === 'error'}
            stalled={isSilent}
            receivedAt={told?.receivedAt}
            announce={false}
          />
        )}
        <div className="meta">
          <span>
            {status === 'uploading' ? `${megabytes((size * progress) / 100)} of ${megabytes(size)}` : megabytes(size)}
          </span>
          {duration !== null && <span>{clock(duration)}</span>}
          {!isUnderWay && (
            <>
              {message && <span data-field="message">{message}</span>}
              <Ago at={createdAt} />
            </>
          )}
        </div>
        <div className="actions">
          {status === 'processing' && (
            <button type="button" className="button" onClick={() => action.send({ path: `${path}/fail` })}>
              Let fail
            </button>
          )}
          {status === 'error' && (
            <button type="button" className="button" onClick={() => action.send({ path: `${path}/retry` })}>
              Try again
            </button>
          )}
        </div>
        <Refused error={action.error} />
      </div>
      <div className="row-side">
        <RenderCount />
        <button
          type="button"
          className="icon-button"
          aria-label={`Remove ${title}`}
          onClick={() => action.send({ method: 'DELETE', path })}
        >
          <Icon name="close" />
        </button>
      </div>
    </li>
  );
});

function Poster({ reel: { status, title, playbackUrl, thumbnailUrl } }: { readonly reel: Reel }) {
  if (status !== 'ready' || !playbackUrl) return <span className="poster" aria-hidden="true" />;
  return (
    <a className="poster" href={playbackUrl} target="_blank" rel="noreferrer" aria-label={`Play ${title}`}>
      {thumbnailUrl && <img src={thumbnailUrl} alt="" width={80} height={45} />}
    </a>
  );
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}
