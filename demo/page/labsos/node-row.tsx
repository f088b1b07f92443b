import { useItem } from 'bisse/query';
import { memo } from 'react';
import { nodeRows } from '../../rows/labsos.ts';
import { Ago } from '../ago.tsx';
import { RenderCount } from '../render-count.tsx';

export const NodeRow = memo(function NodeRow({ id }: { readonly id: string }) {
  const node = useItem(nodeRows, id);
  if (!node) return null;
  return (
    <li className="row line" data-node-id={id}>
      <span className="row-main" data-field="title">
        {node.title}
      </span>
      <Ago at={node.created_at} />
      <RenderCount />
    </li>
  );
});
