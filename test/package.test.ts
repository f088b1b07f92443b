import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../src/errors.ts';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, string | Record<string, string>>;
};

describe('the package', () => {
  const subpaths = Object.entries(manifest.exports).filter(
    (entry) => typeof entry[1] !== 'string' && !entry[0].endsWith('.css'),
  );

  test.each(subpaths)('leads %s to one module in source, types and code', (_subpath, target) => {
    const source = (target as Record<string, string>)['bisse-source'] ?? '';
    const name = source.replace(/^\.\/src\//, '').replace(/\.tsx?$/, '');
    expect(source).toMatch(/^\.\/src\/.+\.tsx?$/);
    expect(target).toEqual({ 'bisse-source': source, types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });
  });

  test('is its own source when a test imports it by name', async () => {
    const byName = await import('bisse/vanilla');
    expect(byName.ConfigError).toBe(ConfigError);
  });
});
