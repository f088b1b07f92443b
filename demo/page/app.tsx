import { useState } from 'react';
import { Activities } from './activities.tsx';
import { Connection } from './connection.tsx';
import { Machine } from './machine.tsx';
import { Pins } from './pins.tsx';
import { Questions } from './questions.tsx';
import { Recent } from './recent.tsx';

const panels = [
  { id: 'questions', title: 'Questions', Panel: Questions },
  { id: 'pins', title: 'Pins', Panel: Pins },
  { id: 'activities', title: 'Activities', Panel: Activities },
];

/** The page: three lists side by side where there is room, one at a time where there is not. */
export function App() {
  const [shown, setShown] = useState('questions');
  return (
    <div className="page" data-shown={shown}>
      <header className="top">
        <h1>
          <svg className="logo" viewBox="0 0 24 16" aria-hidden="true">
            <path d="M2 4c6 0 6 4 10 4s4-3 10-3M2 9c6 0 6 4 10 4s4-3 10-3" />
          </svg>
          bisse
        </h1>
        <span className="motto">Three systems, one stream</span>
        <Connection />
        <Machine />
        <RenderCounts />
      </header>
      <nav className="tabs" aria-label="Lists">
        {panels.map(({ id, title }) => (
          <button key={id} type="button" aria-current={shown === id} onClick={() => setShown(id)}>
            {title}
          </button>
        ))}
      </nav>
      <main className="panels">
        {panels.map(({ id, Panel }) => (
          <Panel key={id} />
        ))}
      </main>
      <Recent />
    </div>
  );
}

/** Shows how often each row has rendered. It sets an attribute on the document, so that no row renders for it. */
function RenderCounts() {
  return (
    <label className="toggle">
      <input
        type="checkbox"
        onChange={({ currentTarget }) =>
          document.documentElement.toggleAttribute('data-render-counts', currentTarget.checked)
        }
      />
      Render counters
    </label>
  );
}
