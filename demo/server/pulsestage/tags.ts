import type { Tag } from 'bisse/dialects/pulsestage';

const colors: Readonly<Record<string, string>> = {
  Benefits: '#0f766e',
  Growth: '#4d7c0f',
  Mobile: '#7c3aed',
  Policy: '#b45309',
  Process: '#475569',
  Product: '#1d4ed8',
  Reliability: '#be123c',
  Roadmap: '#0369a1',
  Security: '#a21caf',
  Workplace: '#92400e',
};

/** The tags that the demo's own people use. */
export const tagNames = Object.keys(colors);

/** A tag by its name, which is its identity: two tags of one name are one tag. */
export function tagNamed(name: string, color = colors[name] ?? '#475569'): Tag {
  return { id: `tag-${name.toLowerCase().replaceAll(/\s+/g, '-')}`, name, color };
}
