import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  cycles,
  type FloorTable,
  forbiddenImports,
  forbiddenPackages,
  hiddenIndexes,
  impurities,
  reached,
  tooLong,
  unknownFolders,
  upwardRows,
  valueImportsOf,
} from './architecture/rules.ts';
import { parseSource, readSources } from './architecture/sources.ts';

/**
 * The house. A file imports from its own folder, from the ground floor (`utils/` and `errors.ts`) and from the folders
 * of its row; type imports count. Entry files, directly in src/, stand above all.
 */
const floors: FloorTable = {
  utils: { floor: 0, imports: [] },
  wire: { floor: 1, imports: [] },
  events: { floor: 2, imports: ['wire'] },
  transport: { floor: 2, imports: ['wire'] },
  delivery: { floor: 3, imports: ['events', 'wire'] },
  slices: { floor: 3, imports: ['events'] },
  connection: { floor: 3, imports: ['transport', 'wire'] },
  store: { floor: 3, imports: ['events'] },
  query: { floor: 3, imports: ['events', 'wire'] },
  dialects: { floor: 4, imports: ['slices', 'events'] },
  tabs: { floor: 4, imports: ['connection', 'wire'] },
  client: {
    floor: 5,
    imports: ['tabs', 'store', 'connection', 'slices', 'delivery', 'transport', 'events', 'wire'],
  },
  server: { floor: 5, imports: ['dialects', 'events', 'wire'] },
  eventsource: { floor: 6, imports: ['client', 'tabs', 'connection', 'transport', 'wire'] },
  react: { floor: 6, imports: ['client', 'connection', 'store', 'slices', 'events', 'wire'] },
  recording: { floor: 6, imports: ['client', 'transport', 'events', 'wire'] },
  'query-hooks': { floor: 7, imports: ['react', 'client', 'query', 'events'] },
  ui: { floor: 7, imports: ['react', 'client', 'store', 'slices', 'events'] },
  notifications: { floor: 7, imports: ['react', 'client', 'store', 'slices', 'events'] },
  devtools: {
    floor: 7,
    imports: ['recording', 'react', 'client', 'connection', 'transport', 'store', 'slices', 'events', 'wire'],
  },
  // Their results are made of connection states and events, so they name those types, and a query layer never.
  presets: {
    floor: 8,
    imports: ['notifications', 'react', 'eventsource', 'client', 'dialects', 'connection', 'events', 'wire'],
  },
  testing: {
    floor: 9,
    imports: [
      ...['query-hooks', 'ui', 'notifications', 'devtools', 'presets', 'recording', 'react', 'eventsource', 'client'],
      'tabs',
      ...['dialects', 'query', 'store', 'connection', 'slices', 'delivery', 'transport', 'events', 'wire'],
    ],
  },
};

/** Where no clock is read, nothing is random and nothing waits: the same input gives the same output. */
const pure = [
  ...['wire', 'events', 'delivery', 'dialects', 'slices'],
  ...['machine', 'machine-change', 'machine-state', 'machine-steps', 'backoff'].map((name) => `connection/${name}.ts`),
  'eventsource/reconnection-delay.ts',
];

const reactFolders = ['react', 'query-hooks', 'ui', 'notifications', 'devtools', 'presets', 'testing/react.tsx'];

/** Each package that src/ may import, and where. */
const packages = {
  'eventsource-parser': ['wire'],
  valibot: ['dialects'],
  zustand: ['store', 'client', 'react', 'notifications', 'devtools'],
  react: reactFolders,
  'react-dom': reactFolders,
  '@tanstack/react-query': ['query', 'query-hooks', 'testing/react.tsx'],
  '@testing-library/react': ['testing/react.tsx'],
  msw: ['testing/msw.ts'],
  '@base-ui/react': ['notifications'],
  '@tanstack/react-virtual': ['notifications'],
  sonner: ['notifications/sonner.tsx'],
  fastify: ['server'],
  ioredis: [
    ...['redis.ts', 'redis-link.ts'].map((file) => `server/log/${file}`),
    ...['redis-channels.ts', 'redis-subscription.ts'].map((file) => `server/source/${file}`),
  ],
  'node:': ['server'],
  // A file of the client's own, one in development and another in production.
  '#instruments': ['client'],
};

const serverSide = ['fastify', 'node:'];

/** What components are made of, and hooks are not. */
const views = ['@base-ui/react', '@tanstack/react-virtual'];

const presets = ['pindown.ts', 'labsos.ts', 'workload-insights.ts', 'pulsestage.tsx', 'reels.ts'];

/** What an entry file may not load, however many files lie between: a page without React Query must not need it. */
const unreached = {
  'vanilla.ts': [...serverSide, 'react', 'react-dom', '@tanstack/react-query', 'valibot'],
  'index.ts': [...serverSide, '@tanstack/react-query', 'valibot'],
  'query.ts': [...serverSide, '@tanstack/react-query'],
  'notifications.ts': [...serverSide, '@tanstack/react-query', 'sonner', 'valibot'],
  'notifications/headless.ts': [...serverSide, ...views, '@tanstack/react-query', 'sonner', 'valibot'],
  'notifications/sonner.tsx': [...serverSide, ...views, '@tanstack/react-query', 'valibot'],
  'eventsource.ts': [...serverSide, 'react', 'react-dom', '@tanstack/react-query', 'zustand', 'valibot'],
  ...Object.fromEntries(presets.map((file) => [`presets/${file}`, [...serverSide, '@tanstack/react-query']])),
  'server.ts': ['fastify', 'ioredis', 'react', 'react-dom', '@tanstack/react-query'],
  'testing.ts': [...serverSide, 'react', 'react-dom', '@tanstack/react-query', '@testing-library/react', 'msw'],
};

const root = join(import.meta.dirname, '..');
const sources = readSources(join(root, 'src'));

describe('the source of the library', () => {
  test('is there', () => {
    expect(sources.length).toBeGreaterThan(10);
  });

  test('lies in folders that the floor table knows', () => {
    expect(unknownFolders(sources, floors)).toEqual([]);
  });

  test('imports downward only', () => {
    expect(upwardRows(floors)).toEqual([]);
    expect(forbiddenImports(sources, floors)).toEqual([]);
  });

  test('has no circle of imports', () => {
    expect(cycles(sources)).toEqual([]);
  });

  test('imports each package only where it belongs', () => {
    expect(forbiddenPackages(sources, packages)).toEqual([]);
  });

  test('knows React Query only by its types in query/', () => {
    expect(valueImportsOf(sources, '@tanstack/react-query', 'query')).toEqual([]);
  });

  test.each(Object.entries(unreached))('%s loads none of %j', (entry, unwanted) => {
    expect(reached(sources, entry, unwanted)).toEqual([]);
  });

  test('reads no clock, page or dice in its pure folders', () => {
    expect(impurities(sources, pure)).toEqual([]);
  });

  test('has index files only where a subpath leads', () => {
    expect(hiddenIndexes(sources, exportedSources())).toEqual([]);
  });

  test('has no file longer than 300 lines', () => {
    expect(tooLong(sources, 300)).toEqual([]);
  });
});

function exportedSources(): string[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string | Record<string, string>>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : [(target['bisse-source'] ?? '').replace('./src/', '')],
  );
}

describe('a rule is broken', () => {
  test('by a type imported from a higher floor', () => {
    const bad = parseSource('wire/bad.ts', "import type { Client } from '../client/client.ts';");
    expect(forbiddenImports([bad], floors)).toEqual(['wire/bad.ts imports client/client.ts']);
  });

  test('by an import from a folder of the same floor', () => {
    const bad = parseSource('store/bad.ts', "export {\n  patch,\n} from '../query/patch.ts';");
    expect(forbiddenImports([bad], floors)).toEqual(['store/bad.ts imports query/patch.ts']);
  });

  test('by an import of an entry file, in a test too', () => {
    const bad = parseSource('wire/bad.test.ts', "const { on } = await import('../vanilla.ts');");
    expect(forbiddenImports([bad], floors)).toEqual(['wire/bad.test.ts imports vanilla.ts']);
  });

  test('by an import from the ground floor upward', () => {
    const bad = parseSource('errors.ts', "import './wire/message.ts';");
    expect(forbiddenImports([bad], floors)).toEqual(['errors.ts imports wire/message.ts']);
  });

  test('by nothing that the table allows', () => {
    const good = parseSource(
      'query/good.ts',
      `/** import { x } from '../client/x.ts' */
      import { ConfigError } from '../errors.ts';
      import type { Patch } from '../events/patch.ts';
      import './near.ts';
      const text = "import '../react/y.ts'";`,
    );
    expect(good.imports.map(({ target }) => target)).toEqual(['errors.ts', 'events/patch.ts', 'query/near.ts']);
    expect(forbiddenImports([good], floors)).toEqual([]);
  });

  test('by a folder without a row, and by a row that lists its own floor', () => {
    expect(unknownFolders([parseSource('misc/bad.ts', '')], floors)).toEqual([
      'misc/bad.ts: the table has no row for misc',
    ]);
    const table = { store: { floor: 3, imports: ['query', 'attic'] }, query: { floor: 3, imports: [] } };
    expect(upwardRows(table)).toEqual(['store (floor 3) may not list query', 'store (floor 3) may not list attic']);
  });

  test('by a circle of imports, of types too', () => {
    const a = parseSource('wire/a.ts', "import { b } from './b.ts';");
    expect(cycles([a, parseSource('wire/b.ts', "import type { A } from './a.ts';")])).toEqual([
      'wire/a.ts → wire/b.ts → wire/a.ts',
    ]);
    expect(cycles([a, parseSource('wire/b.ts', '')])).toEqual([]);
  });

  test('by a package in the wrong place', () => {
    const bad = [
      parseSource('store/bad.ts', "import { useState } from 'react';"),
      parseSource('client/bad.ts', "import { createServer } from 'node:http';"),
      parseSource('wire/bad.ts', "import lodash from 'lodash';"),
      parseSource('testing/react.tsx', "import { render } from '@testing-library/react/pure';"),
    ];
    expect(forbiddenPackages(bad, packages)).toEqual([
      'store/bad.ts imports react',
      'client/bad.ts imports node:http',
      'wire/bad.ts imports lodash',
    ]);
  });

  test('by a package that an entry loads through another file', () => {
    const entry = parseSource('vanilla.ts', "export * from './client/bad.ts';");
    const bad = parseSource('client/bad.ts', "import { useState } from 'react';");
    expect(reached([entry, bad], 'vanilla.ts', ['react'])).toEqual([
      'vanilla.ts reaches client/bad.ts, which imports react',
    ]);
  });

  test('by React Query as a value in query/', () => {
    const [bad, good] = [
      parseSource('query/bad.ts', "import { hashKey } from '@tanstack/react-query';"),
      parseSource('query/good.ts', "import type { QueryClient } from '@tanstack/react-query';"),
    ];
    expect(valueImportsOf([bad, good], '@tanstack/react-query', 'query')).toEqual([
      'query/bad.ts imports @tanstack/react-query as a value',
    ]);
  });

  test('by a clock in a pure folder, not by the word in a comment or a string', () => {
    const bad = parseSource('wire/bad.ts', 'const at = Date.now(); setTimeout(run, 5); if (window.top) fetch(url);');
    expect(impurities([bad], pure)).toEqual([
      'wire/bad.ts uses Date.now',
      'wire/bad.ts uses setTimeout',
      'wire/bad.ts uses window',
      'wire/bad.ts uses fetch',
    ]);
    const good = [
      parseSource('wire/good.ts', "/** Date.now() */ const name = 'Math.random'; clock.setTimeout(run, 5);"),
      parseSource('wire/window.ts', 'const end = (window: Window) => window.end;'),
    ];
    expect(impurities(good, pure)).toEqual([]);
  });

  test('by an index file inside a folder', () => {
    const index = parseSource('query/index.ts', '');
    expect(hiddenIndexes([index], [])).toEqual(['query/index.ts is no subpath export']);
    expect(hiddenIndexes([index], ['query/index.ts'])).toEqual([]);
  });

  test('by a long file, not by a long test', () => {
    const text = 'line\n'.repeat(301);
    expect(tooLong([parseSource('wire/a.ts', text), parseSource('wire/a.test.ts', text)], 300)).toEqual([
      'wire/a.ts has 301 lines',
    ]);
  });
});
