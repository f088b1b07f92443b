import { useQuery } from '@tanstack/react-query';
import type { Alert } from '../../rows/reels.ts';
import { StateMark } from '../icons.tsx';
import { LineForm } from '../line-form.tsx';
import { alertList } from '../lists.ts';
import { ListState, Panel, Refused } from '../panel.tsx';
import { useAction } from '../use-action.ts';
import { useNow } from '../use-now.ts';

const looks = {
  info: ['open', 'ring', 'Info'],
  warning: ['waiting', 'half', 'Warning'],
  maintenance: ['waiting', 'square', 'Maintenance'],
} as const;

/** Reels: words to everybody, for as long as they hold. */
export function Alerts() {
  const { data = none, isPending, error, errorUpdateCount, refetch } = useQuery(alertList);
  const now = useNow();
  const action = useAction();
  const holding = data.filter(({ until }) => Date.parse(until) > now);
  return (
    <Panel id="alerts" title="Alerts" count={holding.length || undefined} note="To everybody">
      <div className="panel-form">
        <LineForm
          label="Say something to everybody"
          submit="Alert"
          onSend={(message) => action.send({ path: '/api/alerts', body: { message, type: 'warning' } })}
        />
        <Refused error={action.error} />
      </div>
      <ListState
        isPending={isPending}
        error={error}
        failures={errorUpdateCount}
        isEmpty={holding.length === 0}
        empty="Nothing to say to everybody right now."
        retry={refetch}
      />
      <ul className="rows">
        {holding.map(({ id, type, message, until }) => {
          const [look, mark, word] = looks[type];
          return (
            <li key={id} className="row task alert" data-alert-id={id}>
              <div className="row-main">
                <p>{message}</p>
                <div className="meta">
                  <span className={`state ${look}`}>
                    <StateMark mark={mark} />
                    {word}
                  </span>
                  <span className="end">{Math.ceil((Date.parse(until) - now) / 1_000)} s left</span>
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const none: readonly Alert[] = [];
