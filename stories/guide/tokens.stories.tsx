import { ConnectionIndicator, Progress } from 'bisse/ui';
import { expect } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import './tokens.css';

const meta = preview.meta({ title: 'Guide/Tokens' });

const colours = [
  ...['ground', 'surface', 'raised', 'line', 'line-strong', 'text', 'text-soft', 'text-faint'],
  ...['accent', 'accent-ground', 'on-accent', 'good', 'good-ground', 'busy', 'busy-ground', 'bad', 'bad-ground'],
];

export const Colours = meta.story({
  render: () => (
    <ul className="swatches">
      {colours.map((name) => (
        <li key={name}>
          <span className="swatch" style={{ background: `var(--bisse-${name})` }} />
          <code dir="ltr">--bisse-{name}</code>
        </li>
      ))}
    </ul>
  ),
});

export const Densities = meta.story({
  render: () => (
    <div className="densities">
      {['compact', 'normal', 'comfortable'].map((density) => (
        <section key={density} data-density={density} aria-label={density}>
          <ConnectionIndicator variant="bar" announce={false} />
          <Progress label={density} percent={42} message="Reading row 4,200 of 10,000" announce={false} />
        </section>
      ))}
    </div>
  ),
});

/** A part of a page may be dark where the rest is light. */
export const PartOfAPage = meta.story({
  render: () => (
    <div className="densities">
      {['light', 'dark'].map((theme) => (
        <section key={theme} data-theme={theme} className="part" aria-label={theme}>
          <ConnectionIndicator announce={false} />
          <Progress label={theme} percent={42} message="Reading row 4,200 of 10,000" announce={false} />
        </section>
      ))}
    </div>
  ),
  play: async ({ canvas }) => {
    const ground = (name: string) => getComputedStyle(canvas.getByRole('region', { name })).backgroundColor;
    await expect(ground('light')).toBe('rgb(255, 255, 255)');
    await expect(ground('dark')).toBe('rgb(17, 25, 32)');
  },
});

/** On grounds of every colour. */
export const TextOnGrounds = meta.story({
  render: () => (
    <div className="grounds">
      {['ground', 'surface', 'raised'].map((ground) => (
        <p key={ground} style={{ background: `var(--bisse-${ground})` }}>
          {['text', 'text-soft', 'text-faint', 'accent', 'good', 'busy', 'bad'].map((name) => (
            <span key={name} style={{ color: `var(--bisse-${name})` }}>
              {name}
            </span>
          ))}
        </p>
      ))}
      {['accent', 'good', 'busy', 'bad'].map((name) => (
        <p key={name} style={{ background: `var(--bisse-${name}-ground)` }}>
          <span style={{ color: `var(--bisse-${name})` }}>{name}</span>
          <span>text</span>
          <span style={{ color: 'var(--bisse-text-soft)' }}>text-soft</span>
          <span style={{ color: 'var(--bisse-text-faint)' }}>text-faint</span>
        </p>
      ))}
      <p style={{ background: 'var(--bisse-accent)', color: 'var(--bisse-on-accent)' }}>on-accent</p>
    </div>
  ),
});
