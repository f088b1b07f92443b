import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

rmSync('dist', { recursive: true, force: true });
compile();
pointDeclarationsAtJavaScript();
copyStyles();
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

function copyStyles(): void {
  for (const file of globSync('src/**/*.css')) {
    const target = file.replace(/^src/, 'dist');
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
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
