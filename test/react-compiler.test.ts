import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@babel/core';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const hookFiles = globSync('src/{react,query-hooks,ui,notifications,devtools}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !/\.test(-d)?\./.test(file))
  .sort();

/** What it leaves as it is, with our consent: the hook says `'use no memo'`. */
const left: Readonly<Record<string, string>> = {
  'src/notifications/use-visible-rows.ts': 'Use of incompatible library',
};

interface CompilerEvent {
  readonly kind: string;
  readonly fnLoc?: { readonly start: { readonly line: number } } | null;
  readonly detail?: { readonly options?: { readonly reason?: string } };
  readonly reason?: string;
}

/** What the React Compiler says of a file: the functions it compiled, and why it left others as they are. */
function compile(file: string, text: string): { compiled: number; refused: string[] } {
  const events: CompilerEvent[] = [];
  const logger = { logEvent: (_file: string | null, event: CompilerEvent) => void events.push(event) };
  transformSync(text, {
    filename: file,
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: file.endsWith('.tsx') ? ['typescript', 'jsx'] : ['typescript'] },
    plugins: [['babel-plugin-react-compiler', { panicThreshold: 'none', logger }]],
  });
  return {
    compiled: events.filter(({ kind }) => kind === 'CompileSuccess').length,
    refused: events
      .filter(({ kind }) => kind !== 'CompileSuccess')
      .map((event) => {
        const reason = event.detail?.options?.reason ?? event.reason ?? event.kind;
        return `${file}:${event.fnLoc?.start.line ?? 0} ${reason}`;
      }),
  };
}

describe('the React Compiler', () => {
  test.each(hookFiles)('accepts every hook and component of %s', (file) => {
    const { refused } = compile(file, readFileSync(join(root, file), 'utf8'));
    const reason = left[file];
    expect(refused).toEqual(reason === undefined ? [] : [expect.stringMatching(reason)]);
  });

  test.runIf(existsSync(join(root, 'src/react/use-event.ts')))('compiles the hooks of src/react', () => {
    const file = 'src/react/use-event.ts';
    expect(hookFiles).toContain(file);
    expect(compile(file, readFileSync(join(root, file), 'utf8')).compiled).toBeGreaterThan(0);
  });

  test('refuses a hook that writes a ref while it renders', () => {
    const text = `import { useRef } from 'react';
      export function useLatest(value: number) {
        const latest = useRef(value);
        latest.current = value;
        return latest;
      }`;
    expect(compile('bad.ts', text)).toEqual({ compiled: 0, refused: ['bad.ts:2 Cannot access refs during render'] });
  });

  test('refuses a hook that switches it off', () => {
    const text = `import { useRef } from 'react';
      export function useIt() { 'use no memo'; return useRef(0); }`;
    expect(compile('bad.ts', text).refused).toHaveLength(1);
  });

  test('compiles a hook that keeps the rules', () => {
    const text = `import { useState } from 'react';
      export const useCount = (start: number) => useState<number>(start)[0];`;
    expect(compile('good.tsx', text)).toEqual({ compiled: 1, refused: [] });
  });
});
