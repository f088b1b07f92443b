import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leastStories, missing } from './stories/count-stories.ts';

const root = join(import.meta.dirname, '..');
const files = globSync('stories/**/*.stories.tsx', { cwd: root });

describe('the stories', () => {
  test('are not fewer than they were', () => {
    const written = files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/^export const \w+/gm) ?? []);
    expect(written.length).toBeGreaterThanOrEqual(leastStories);
  });

  test.each(files)('of %s are written as Storybook finds them', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    expect(missing(file, text, text.match(/^export const \w+ = meta\.story\(\{$/gm)?.length ?? 0)).toEqual([]);
  });

  test('fail a run in which one was not found', () => {
    const text = 'export const A = meta.story({\n});\nexport const B = tell(meta);\n';
    expect(missing('a.stories.tsx', text, 2)).toEqual([]);
    expect(missing('a.stories.tsx', text, 1)).toEqual([expect.stringContaining('has 2 stories, but 1 ran')]);
    expect(missing('a.stories.tsx', '', 0)).toHaveLength(1);
  });
});
