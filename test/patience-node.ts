import { vi } from 'vitest';

// What is waited for comes when it comes; a busy machine must not fail a test.
const { waitFor } = vi;
vi.waitFor = (callback, options = { timeout: 15_000, interval: 20 }) => waitFor(callback, options);
