import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What an app gets that a bundler builds in this mode. */
async function bundle(mode: 'production' | 'development'): Promise<string> {
  const result = (await build({
    root,
    mode,
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    resolve: { conditions: ['bisse-source', 'module', 'browser', mode] },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, 'src/vanilla.ts'), formats: ['es'] },
    },
  })) as unknown as readonly Rolldown.RolldownOutput[];
  return result.flatMap(({ output }) => output.map((part) => (part.type === 'chunk' ? part.code : ''))).join('\n');
}

/** Words that only the instruments have. */
const words = ['bisse-fault', 'halfOpen', 'cutMidFrame', 'swapNext'];

test('a production build holds no byte of the instruments, and a development build has them', async () => {
  const [production, development] = [await bundle('production'), await bundle('development')];
  expect(words.filter((word) => production.includes(word))).toEqual([]);
  expect(words.filter((word) => development.includes(word))).toEqual(words);
  expect(production).toContain('does nothing, because this is no development build');
});
