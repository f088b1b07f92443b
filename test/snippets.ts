import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fence of TypeScript in a Markdown document. */
export interface Snippet {
  readonly document: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly language: 'ts' | 'tsx';
  /** What follows the language: `no-check: needs express`. */
  readonly info: string;
  /** A module whose lines have the numbers they have in the document, so that errors point there. */
  readonly module: string;
}

/**
 * The ```ts and ```tsx fences of a document. What a snippet needs and a reader does not stands in a comment before it:
 * `<!-- setup: declare const userId: string -->`.
 */
export function findSnippets(document: string, text: string): Snippet[] {
  return [...text.matchAll(fence)].map((match) => {
    const { setup = '', gap = '', indent = '', language, info = '', code = '' } = match.groups ?? {};
    const before = text.slice(0, match.index) + setup + gap;
    const blank = (part: string) => part.replace(/[^\n]+/g, '');
    const declarations = setup.replace(/^<!--\s*?setup:|-->$/g, '');
    const body = code.replaceAll(`\n${indent}`, '\n').slice(indent.length);
    return {
      document,
      line: before.split('\n').length,
      language: language === 'tsx' ? 'tsx' : 'ts',
      info: info.trim(),
      module: `${blank(text.slice(0, match.index))}${declarations}${gap}\n${body}\nexport {};\n`,
    };
  });
}

const fence =
  /(?:(?<setup><!--\s*setup:(?:(?!-->)[\s\S])*-->)(?<gap>\s*\n))?^(?<indent>[ \t]*)```(?<language>tsx?)\b(?<info>[^\n]*)\n(?<code>[\s\S]*?)^[ \t]*```[ \t]*$/gm;

/**
 * The errors that tsc finds in the snippets, as `README.md:12 message`. Augmentations (`declare module`) hold for a
 * whole program, so a snippet with one is checked alone.
 * @param folder Where to write them: inside the project, so that `import 'bisse'` means its own source.
 */
export function checkSnippets(snippets: readonly Snippet[], root: string, folder: string): string[] {
  const [alone, together] = [true, false].map((augments) =>
    snippets.filter(({ module }) => /^\s*declare (module|global)\b/m.test(module) === augments),
  ) as [Snippet[], Snippet[]];
  const programs = [...alone.map((snippet) => [snippet]), together].filter((program) => program.length > 0);
  return programs.flatMap((program, index) => compile(program, root, join(folder, String(index))));
}

function compile(snippets: readonly Snippet[], root: string, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const byFile = new Map(snippets.map((snippet, index) => [`${index}.${snippet.language}`, snippet]));
  for (const [file, { module }] of byFile) writeFileSync(join(folder, file), module);
  const options = { extends: join(root, 'tsconfig.json'), include: ['*.ts', '*.tsx'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));

  const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (tsc.status !== 0 && tsc.stdout === '') throw new Error(`tsc failed: ${tsc.error?.message ?? tsc.stderr}`);
  return tsc.stdout
    .split(/\n(?=\S)/) // an indented line goes on with the error above it
    .map((error) => error.trimEnd())
    .filter((error) => error !== '' && !error.startsWith('../')) // the library's own files are checked elsewhere
    .map((error) =>
      error.replace(/^(\d+\.tsx?)\((\d+),\d+\):/, (_all, file: string, line: string) => {
        return `${byFile.get(file)?.document}:${line}`;
      }),
    );
}
