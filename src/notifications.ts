export * from './notifications/headless.ts';
