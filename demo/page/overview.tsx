import { useState } from 'react';
import { Pins } from './pindown/pins.tsx';
import { Questions } from './pulsestage/questions.tsx';
import { Activities } from './workload-insights/activities.tsx';

const panels = [
  { id: 'questions', title: 'Questions', Panel: Questions },
  { id: 'pins', title: 'Pins', Panel: Pins },
  { id: 'activities', title: 'Activities', Panel: Activities },
];

/** Three lists of three systems: side by side where there is room, one at a time where there is not. */
export function Overview() {
  const [shown, setShown] = useState('questions');
  return (
    <main className="panels overview" data-shown={shown}>
      <nav className="tabs" aria-label="Lists">
        {panels.map(({ id, title }) => (
          <button key={id} type="button" aria-current={shown === id} onClick={() => setShown(id)}>
            {title}
          </button>
        ))}
      </nav>
      {panels.map(({ id, Panel }) => (
        <Panel key={id} />
      ))}
    </main>
  );
}
