import { useQuery } from '@tanstack/react-query';
import { type ComponentType, type ReactNode, useRef } from 'react';
import type { ListQuery } from './lists.ts';
import { ListState, Panel } from './panel.tsx';
import { useMoves } from './use-moves.ts';

interface ListPanelProps<Row> {
  readonly id: string;
  readonly title: string;
  /** Beside the title. */
  readonly note?: ReactNode;
  readonly action?: ReactNode;
  readonly list: ListQuery<Row>;
  /** Which rows, in which order. Made once: as long as it gives the same ids, the list does not render. Default: all. */
  readonly pick?: (rows: readonly Row[]) => readonly string[];
  /** What to say of a list without rows. */
  readonly empty: string;
  readonly Row: ComponentType<{ readonly id: string }>;
  /** Above the rows. */
  readonly children?: ReactNode;
}

/** A panel with a live list: rows that read themselves, and what stands in their place while there are none. */
export function ListPanel<Row extends { readonly id: string }>(props: ListPanelProps<Row>) {
  const { id, title, note, action, list, pick = idsOf, empty, Row, children } = props;
  const {
    data: order = none,
    isPending,
    isSuccess,
    error,
    errorUpdateCount,
    refetch,
  } = useQuery({ ...list, select: pick });
  const rows = useRef<HTMLUListElement>(null);
  useMoves(rows, order);
  return (
    <Panel id={id} title={title} count={isSuccess ? order.length : undefined} note={note} action={action}>
      {children}
      <ListState
        isPending={isPending}
        error={error}
        failures={errorUpdateCount}
        isEmpty={order.length === 0}
        empty={empty}
        retry={refetch}
      />
      <ul className="rows" ref={rows}>
        {order.map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    </Panel>
  );
}

const none: readonly string[] = [];

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}
