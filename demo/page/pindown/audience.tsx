import { useActiveUsers, useTrendingPins } from 'bisse';
import { Panel } from '../panel.tsx';
import { Value } from '../value.tsx';

/** PinDown.ai: how many people are here, and what they look at. The server says both anew every few seconds. */
export function Audience() {
  const users = useActiveUsers();
  const trending = useTrendingPins();
  return (
    <Panel id="audience" title="Audience" count={users?.total}>
      <dl className="figures">
        <Figure name="Signed in" field="authenticated" value={users?.authenticated} />
        <Figure name="Open pages" field="anonymous" value={users?.anonymous} />
      </dl>
      <h3 className="group-head">Trending</h3>
      {trending.length === 0 && <p className="list-state">The server counts; this takes a few seconds.</p>}
      <ol className="rows">
        {trending.map(({ id, title, views, trend }) => (
          <li key={id} className="row line" data-trending={id}>
            <span className="row-main">{title}</span>
            <span className="number">{views.toLocaleString('en-US')}</span>
            <span className={`number trend ${trend.startsWith('+') ? 'rising' : ''}`}>{trend}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface FigureProps {
  readonly name: string;
  readonly field: string;
  readonly value: number | undefined;
}

function Figure({ name, field, value }: FigureProps) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>{value === undefined ? '–' : <Value field={field} value={value} />}</dd>
    </div>
  );
}
