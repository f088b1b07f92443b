// Icons are drawn on a grid of 16, in the colour of the text beside them, and are always beside a text or in a button
// that has a name of its own.

const paths = {
  answer: 'M6.5 4 3 7.5 6.5 11M3 7.5h6.5A3.5 3.5 0 0 1 13 11v1.5',
  close: 'm4.5 4.5 7 7m0-7-7 7',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5Z',
  down: 'm4 6.5 4 4 4-4',
  more: 'M3 7.25a.75.75 0 1 0 0 1.5.75.75 0 0 0 0-1.5Zm5 0a.75.75 0 1 0 0 1.5.75.75 0 0 0 0-1.5Zm5 0a.75.75 0 1 0 0 1.5.75.75 0 0 0 0-1.5Z',
  pen: 'M3 13h2.2l7.3-7.3a1.4 1.4 0 0 0 0-2l-.2-.2a1.4 1.4 0 0 0-2 0L3 10.8Z',
  pin: 'M5.5 2.5h5M6 2.5v4L4 9v1h8V9l-2-2.5v-4M8 10v3.5',
  place: 'M8 14s4.5-4 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 10 8 14 8 14Zm0-6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z',
  plus: 'M8 3.5v9M3.5 8h9',
  snow: 'M8 2v12M2.8 5l10.4 6m0-6L2.8 11',
  up: 'm4 9.5 4-4 4 4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** The ways a state can be drawn, each with a shape of its own, so that colour is never alone. */
export type Mark = 'ring' | 'half' | 'full' | 'square' | 'check';

export function StateMark({ mark }: { readonly mark: Mark }) {
  return (
    <svg className="mark" viewBox="0 0 12 12" aria-hidden="true">
      {mark === 'square' && <rect x="2" y="2" width="8" height="8" rx="1" fill="currentColor" />}
      {mark === 'check' && <path d="m2.5 6.5 2.5 2.5 4.5-5.5" fill="none" stroke="currentColor" strokeWidth="1.75" />}
      {mark === 'full' && <circle cx="6" cy="6" r="4" fill="currentColor" />}
      {(mark === 'ring' || mark === 'half') && (
        <circle cx="6" cy="6" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      )}
      {mark === 'half' && <path d="M6 2.750a3.25 3.25 0 0 1 0 6.500Z" fill="currentColor" />}
    </svg>
  );
}
