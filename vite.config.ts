import { fileURLToPath } from 'node:url';
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/chromium.ts';
import * as servers from './test/commands/servers.ts';
import * as streams from './test/commands/streams.ts';
import { ablate } from './test/delivery/ablate.ts';
import { countStories } from './test/stories/count-stories.ts';

// `import 'bisse/query'` means this package's own source: the condition leads its `exports` to src/*.ts.
const source = 'bisse-source';

const browserTests = ['{src,test}/**/*.browser.test.{ts,tsx}', '{src,test}/**/*.test.tsx'];

/** What is tested with React 18 too: every module that calls React. */
const reactTests = [
  'src/{react,query-hooks,ui,notifications,testing}/**/*.test.tsx',
  'test/{react-version,presets/*}.test.tsx',
];

const libraries = [
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-dom/client',
  'react-dom/test-utils',
  '@testing-library/react',
  '@base-ui/react/popover',
  '@base-ui/react/tabs',
  '@base-ui/react/toast',
  '@tanstack/react-virtual',
  'sonner',
];

/** `react-dom/client` becomes `react-dom-18/client`, also where a library imports it: one copy of React for all. */
const react18 = [
  { find: /^react(?=\/|$)/, replacement: at('react-18') },
  { find: /^react-dom(?=\/|$)/, replacement: at('react-dom-18') },
];

function at(packageName: string): string {
  return fileURLToPath(new URL(`./node_modules/${packageName}`, import.meta.url));
}

/** A project of tests that run in Chromium. */
function inChromium(name: string, include: string[], reactVersion: string) {
  const executablePath = findChromium();
  return {
    name,
    include,
    setupFiles: ['test/patience.ts'],
    provide: { reactVersion },
    browser: {
      enabled: true,
      headless: true,
      ui: false,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { args: chromiumArguments, ...(executablePath && { executablePath }) } }),
      instances: [{ browser: 'chromium' as const, name }],
      commands: { ...servers, ...streams },
    },
  };
}

export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    reporters: ['default', countStories()],
    // A busy machine is slow, and no test here measures time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        plugins: [ablate()],
        test: {
          name: 'unit',
          setupFiles: ['test/patience-node.ts'],
          environment: 'node',
          include: ['{src,test}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/*.browser.test.ts'],
        },
      },
      {
        extends: true,
        cacheDir: 'node_modules/.vite/browser',
        optimizeDeps: { include: [...libraries, '@tanstack/react-query', 'fast-check'] },
        test: inChromium('browser', browserTests, '19'),
      },
      {
        extends: true,
        cacheDir: 'node_modules/.vite/browser-react-18',
        resolve: { alias: react18 },
        optimizeDeps: { include: [...libraries, '@tanstack/react-query'] },
        test: inChromium('browser-react-18', reactTests, '18'),
      },
      {
        extends: true,
        cacheDir: 'node_modules/.vite/stories',
        plugins: [storybookTest({ configDir: '.storybook', initialGlobals: { clock: 'stands', theme: 'both' } })],
        // All that stories load: what is found later reloads the page in the middle of a run.
        optimizeDeps: {
          include: [
            ...libraries,
            '@tanstack/react-query',
            'axe-core',
            'eventsource-parser',
            'valibot',
            'zustand/vanilla',
          ],
        },
        // One page for all: a stage is a story's own, and Storybook cleans up between two.
        test: { ...inChromium('stories', [], '19'), isolate: false },
      },
    ],
  },
});

declare module 'vitest' {
  interface ProvidedContext {
    /** The major version of React that the project tests with. */
    reactVersion: string;
  }
}
