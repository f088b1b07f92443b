import { expect, test } from 'vitest';
import type { StreamEvent } from '../../events/event.ts';
import { isFor } from './stream.ts';

const event = (channel: string | undefined, data: unknown) => ({ type: 'a', channel, data }) as StreamEvent;
const asked = { channels: ['pins'], pinId: '7' };
const carried = ['pins', 'ai', 'pin:7'];

test('what was sent to the pin that was asked for is shown, whatever is in it', () => {
  expect(isFor(event('pin:7', { pipelineId: 'p' }), asked, carried)).toBe(true);
  expect(isFor(event('pin:7', { pipelineId: 'p' }), { ...asked, pinId: undefined }, carried)).toBe(false);
});

test('what is on a channel that the stream carries for others is not shown, unless it is about the pin', () => {
  expect(isFor(event('ai', {}), asked, carried)).toBe(false);
  expect(isFor(event('ai', { pinId: '7' }), asked, carried)).toBe(true);
  expect(isFor(event('ai', {}), asked, ['pins'])).toBe(true);
  expect(isFor(event(undefined, {}), asked, carried)).toBe(true);
});
