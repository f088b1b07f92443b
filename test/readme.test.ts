import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSnippets, findSnippets } from './snippets.ts';

const root = join(import.meta.dirname, '..');
const documents = globSync('{*.md,docs/**/*.md}', { cwd: root }).sort();

// Stands beside the real documents in the same run of tsc, to show that errors are seen, and where.
const madeUp = `# Made up

\`\`\`ts
const fine: number = 1;
\`\`\`

<!-- setup:
declare const userId: string;
-->
\`\`\`ts
const wrong: number = userId;
\`\`\`

- in a list:
  \`\`\`tsx
  import { ConfigError } from 'bisse/vanilla';
  throw new ConfigErro();
  \`\`\`
`;

const snippets = [
  ...documents.flatMap((document) => findSnippets(document, readFileSync(join(root, document), 'utf8'))),
  ...findSnippets('made-up.md', madeUp),
];
const folder = join(root, `test-results/snippets-${process.pid}`);
let errors: string[] = [];

beforeAll(() => {
  const checked = snippets.filter(({ info }) => !info.startsWith('no-check'));
  errors = checkSnippets(checked, root, folder);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the documents', () => {
  test('include a README', () => {
    expect(documents).toContain('README.md');
  });

  test.each(documents)('%s shows code that compiles', (document) => {
    expect(errors.filter((error) => error.startsWith(`${document}:`))).toEqual([]);
  });

  test('say why when a piece of code is not checked', () => {
    const silent = snippets.filter(({ info }) => info.startsWith('no-check') && !/^no-check: \S/.test(info));
    expect(silent.map(({ document, line }) => `${document}:${line}`)).toEqual([]);
  });
});

describe('a document with mistakes', () => {
  test('has each one reported at its line', () => {
    // The compiler checks files side by side, so which mistake comes first is chance.
    expect(errors.filter((error) => error.startsWith('made-up.md:')).sort()).toEqual([
      expect.stringMatching(/^made-up.md:11 .*not assignable/),
      expect.stringMatching(/^made-up.md:17 .*ConfigErro/),
    ]);
  });

  test('leaves nothing unexplained', () => {
    expect(errors.filter((error) => !/^(made-up|[\w/-]+)\.md:\d+ /.test(error))).toEqual([]);
  });

  test('has its fences found with their lines', () => {
    expect(findSnippets('made-up.md', madeUp).map(({ line, language }) => [line, language])).toEqual([
      [3, 'ts'],
      [10, 'ts'],
      [15, 'tsx'],
    ]);
  });
});
