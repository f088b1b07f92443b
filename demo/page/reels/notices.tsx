import { useItem } from 'bisse/query';
import { memo } from 'react';
import { noticeRows } from '../../rows/reels.ts';
import { Ago } from '../ago.tsx';
import { StateMark } from '../icons.tsx';
import { LineForm } from '../line-form.tsx';
import { ListPanel } from '../list-panel.tsx';
import { noticeList } from '../lists.ts';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

/** Reels: words to the one who is signed in. */
export function Notices() {
  const action = useAction();
  return (
    <ListPanel
      id="notices"
      title="Notifications"
      note="To you"
      list={noticeList}
      empty="Nobody has anything to tell you."
      Row={NoticeRow}
    >
      <div className="panel-form">
        <LineForm
          label="Send yourself a word"
          submit="Send"
          onSend={(message) => action.send({ path: '/api/notifications', body: { title: 'A word to you', message } })}
        />
        <Refused error={action.error} />
      </div>
    </ListPanel>
  );
}

const looks = {
  info: ['open', 'ring'],
  success: ['done', 'check'],
  warning: ['waiting', 'half'],
  error: ['blocked', 'square'],
} as const;

const NoticeRow = memo(function NoticeRow({ id }: { readonly id: string }) {
  const notice = useItem(noticeRows, id);
  if (!notice) return null;
  const [look, mark] = looks[notice.type];
  return (
    <li className="row task notice" data-notice-id={id} data-type={notice.type}>
      <span className={`state ${look}`} role="img" aria-label={notice.type}>
        <StateMark mark={mark} />
      </span>
      <div className="row-main">
        <h3>{notice.title}</h3>
        <div className="meta">
          <span>{notice.message}</span>
          <Ago at={notice.createdAt} />
        </div>
      </div>
      <RenderCount />
    </li>
  );
});
