import { proposals } from 'bisse/dialects/labsos';
import { useItem } from 'bisse/query';
import { memo } from 'react';
import { Ago } from '../ago.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';

/** What the machine proposes, how sure it is, and the two answers. */
export const ProposalRow = memo(function ProposalRow({ id }: { readonly id: string }) {
  const proposal = useItem(proposals, id);
  const action = useAction();
  if (!proposal) return null;
  const { title, confidence, created_at } = proposal;
  const path = `/api/projects/lab/proposals/${id}`;
  return (
    <li className="row task" data-proposal-id={id}>
      <div className="row-main">
        <h3 data-field="title">{title}</h3>
        <div className="meta">
          <span className="sureness" title="How sure the machine is">
            <span className="sureness-bar" aria-hidden="true">
              <span style={{ transform: `scaleX(${confidence})` }} />
            </span>
            {Math.round(confidence * 100)} % sure
          </span>
          <Ago at={created_at} />
        </div>
        <div className="actions">
          <button type="button" className="button" onClick={() => action.send({ path: `${path}/accept` })}>
            Accept
          </button>
          <button type="button" className="button" onClick={() => action.send({ path: `${path}/reject` })}>
            Reject
          </button>
        </div>
        <Refused error={action.error} />
      </div>
      <RenderCount />
    </li>
  );
});
