import { memo } from 'react';
import { Ago } from '../ago.tsx';
import { type DemoEvent, gist } from '../gist.ts';
import { StateMark } from '../icons.tsx';
import type { MissedEvents } from './gap-log.tsx';

/** One event: its type, what happened, and how long ago. */
export const EventEntry = memo(function EventEntry({ event }: { readonly event: DemoEvent }) {
  return (
    <>
      <code>{event.type}</code>
      <span className="gist">{gist(event)}</span>
      <Ago at={new Date(event.at).toISOString()} />
    </>
  );
});

const becameOfLists = {
  reading: 'The lists are being read again.',
  read: 'The lists were read again.',
  later: 'Each list is read again when it is opened.',
};

/** A place where events were missed, and what became of the lists that they would have changed. */
export const GapEntry = memo(function GapEntry({ gap }: { readonly gap: MissedEvents }) {
  return (
    <>
      <span className="state waiting">
        <StateMark mark="half" />
      </span>
      <span className="gist">
        <strong>Some events were missed here.</strong> {becameOfLists[gap.lists]}
      </span>
      <Ago at={new Date(gap.at).toISOString()} />
    </>
  );
});

/** What the row is called by those who hear it. */
export function nameOf(event: DemoEvent | undefined): string {
  return event ? `${event.type} ${gist(event)}`.trim() : 'Missed events';
}
