import { useItem } from 'bisse/query';
import { memo } from 'react';
import { apiRows } from '../../rows/pindown.ts';
import { Ago } from '../ago.tsx';
import { StateMark } from '../icons.tsx';
import { ListPanel } from '../list-panel.tsx';
import { apiList } from '../lists.ts';
import { RenderCount } from '../render-count.tsx';

/** PinDown.ai: how the APIs that pipelines and generations call have answered last. */
export function OutsideApis() {
  return <ListPanel id="apis" title="Outside APIs" list={apiList} empty="No API was called yet." Row={ApiRow} />;
}

const states = {
  success: ['done', 'check', 'Answers'],
  rate_limited: ['waiting', 'half', 'Limits us'],
  error: ['blocked', 'square', 'Fails'],
} as const;

const ApiRow = memo(function ApiRow({ id }: { readonly id: string }) {
  const api = useItem(apiRows, id);
  if (!api) return null;
  const [look, mark, word] = states[api.status];
  return (
    <li className="row line" data-api-id={id} data-status={api.status}>
      <span className="row-main">
        {api.provider} <span className="faint">{api.endpoint}</span>
      </span>
      <span className={`state ${look}`}>
        <StateMark mark={mark} />
        {word}
      </span>
      <span className="number">{api.responseTime.toLocaleString('en-US')} ms</span>
      <Ago at={api.timestamp} />
      <RenderCount />
    </li>
  );
});
