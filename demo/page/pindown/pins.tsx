import { ListPanel } from '../list-panel.tsx';
import { pinList } from '../lists.ts';
import { ExportButton } from './export-button.tsx';
import { PinCard } from './pin-card.tsx';

/** PinDown.ai: pins and the live values that they show. */
export function Pins() {
  return (
    <ListPanel
      id="pins"
      title="Pins"
      note="PinDown"
      action={<ExportButton />}
      list={pinList}
      empty="There are no pins on this board."
      Row={PinCard}
    />
  );
}
