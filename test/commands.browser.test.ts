import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';

test('a test in the browser can start a server in Node and stop it', async () => {
  const origin = await commands.startServer('hello');
  const answer = await fetch(origin);
  expect(await answer.text()).toBe('hello');
  await commands.stopServer(origin);
  await expect(fetch(origin)).rejects.toThrow(TypeError);
});
