import preview from '../../.storybook/preview.tsx';

const meta = preview.meta({ title: 'Guide/Tokens', parameters: { stream: { connect: false } } });

const colours = [
  ...['ground', 'surface', 'raised', 'line', 'line-strong', 'text', 'text-soft', 'text-faint'],
  ...['accent', 'accent-ground', 'on-accent', 'good', 'good-ground', 'busy', 'busy-ground', 'bad', 'bad-ground'],
];

export const Colours = meta.story({
  render: () => (
    <ul
      style={{
        display: 'grid',
        gap: 12,
        gridTemplateColumns: 'repeat(auto-fill, minmax(180px, 1fr))',
        padding: 0,
        margin: 0,
        listStyle: 'none',
      }}
    >
      {colours.map((name) => (
        <li key={name} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <span
            style={{
              width: 32,
              height: 32,
              borderRadius: 8,
              background: `var(--bisse-${name})`,
              border: '1px solid var(--bisse-line)',
            }}
          />
          <code>--bisse-{name}</code>
        </li>
      ))}
    </ul>
  ),
});
