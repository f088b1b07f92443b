import { useQuery } from '@tanstack/react-query';
import type { Pin } from 'bisse/dialects/pindown';
import { pinList } from './lists.ts';
import { ListState, Panel } from './panel.tsx';
import { PinCard } from './pin-card.tsx';

/** PinDown.ai: pins and the live values that they show. */
export function Pins() {
  const { data: order = none, isPending, isSuccess, error, refetch } = useQuery({ ...pinList, select: idsOf });
  return (
    <Panel id="pins" title="Pins" count={isSuccess ? order.length : undefined} note="PinDown">
      <ListState
        isPending={isPending}
        error={error}
        isEmpty={order.length === 0}
        empty="There are no pins on this board."
        retry={refetch}
      />
      <ul className="rows">
        {order.map((id) => (
          <PinCard key={id} id={id} />
        ))}
      </ul>
    </Panel>
  );
}

const none: readonly string[] = [];

function idsOf(pins: readonly Pin[]): readonly string[] {
  return pins.map(({ id }) => id);
}
