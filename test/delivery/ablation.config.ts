import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vite.config.ts';
import { ablate } from './ablate.ts';

// `npm run ablate`: not part of `npm test`, because it looks for plays instead of replaying kept ones.
const { test: _, ...rest } = base;
export default mergeConfig(
  rest,
  defineConfig({ plugins: [ablate()], test: { include: ['test/delivery/ablation.ts'], reporters: ['verbose'] } }),
);
