import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

rmSync('dist', { recursive: true, force: true });
compile();
pointDeclarationsAtJavaScript();
joinStyles();
requireEveryExport();

/** One output file for one source file, so that `'use client'` and tree shaking survive without a bundler. */
function compile(): void {
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  if (status !== 0) fail('the sources do not compile, so there is no dist.');
}

/** tsc rewrites `./x.ts` to `./x.js` in code but not in declarations, and dist holds no `./x.ts`. */
function pointDeclarationsAtJavaScript(): void {
  for (const file of globSync('dist/**/*.d.ts')) {
    const text = readFileSync(file, 'utf8');
    const pointed = text.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*?)\.tsx?(['"])/g, '$1.js$2');
    if (pointed !== text) writeFileSync(file, pointed);
    const left = /['"]\.{1,2}\/[^'"]*\.tsx?['"]/.exec(pointed);
    if (left) fail(`${file} still refers to ${left[0]}, which is not in dist.`);
  }
}

/** One file of styles: each `@import` gives way to the part that it names. */
function joinStyles(): void {
  const styles = readFileSync('src/styles.css', 'utf8').replace(/^@import "(\..+)";$/gm, (_, path: string) =>
    readFileSync(join('src', path), 'utf8').trimEnd(),
  );
  if (styles.includes('@import'))
    fail('src/styles.css has an import that is no line of its own, or a part imports another.');
  writeFileSync('dist/styles.css', styles);
  // TypeScript wants to know that `import 'bisse/styles.css'` leads somewhere.
  writeFileSync('dist/styles.css.d.ts', 'export {};\n');
}

function requireEveryExport(): void {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
  const missing = Object.entries(exports).flatMap(([subpath, target]) =>
    filesOf(target)
      .filter((file) => !existsSync(file))
      .map((file) => `  ${subpath} → ${file}`),
  );
  if (missing.length > 0) fail(`package.json exports files that do not exist:\n${missing.join('\n')}`);
}

/** The files behind one subpath: a path, or a path for each condition. */
function filesOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return Object.values(target as Record<string, unknown>).flatMap(filesOf);
}

function fail(reason: string): never {
  console.error(`build: ${reason}`);
  process.exit(1);
}
