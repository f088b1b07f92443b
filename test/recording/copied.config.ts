import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Runs tests that were copied from a recording, as an app would run them. */
export default defineConfig({
  ssr: { resolve: { conditions: ['bisse-source', ...defaultServerConditions] } },
  test: { include: ['test/recording/dist/*/*.copied.ts'], exclude: [], environment: 'node' },
});
