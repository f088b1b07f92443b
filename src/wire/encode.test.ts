import { describe, expect, test } from 'vitest';
import { encodeComment, encodeMessage, encodeRetry } from './encode.ts';

describe('encodeMessage', () => {
  test('writes channel, mutation, event, id and data, each on its own line', () => {
    const block = { event: 'voted', data: '{"votes":3}', id: 'e:1-1', channel: 'tickets', mutationId: 'm1' };
    expect(encodeMessage(block)).toBe(':channel tickets\n:mutation m1\nevent: voted\nid: e:1-1\ndata: {"votes":3}\n\n');
  });

  test('leaves out the event "message", which every reader supplies', () => {
    expect(encodeMessage({ event: 'message', data: '' })).toBe('data: \n\n');
  });

  test('writes a data line for each line, whatever ends it', () => {
    expect(encodeMessage({ data: 'a\nb\rc\r\nd\n\nid: forged' })).toBe(
      'data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: id: forged\n\n',
    );
  });

  test.each(['event', 'id', 'channel', 'mutationId'] as const)('refuses a line break or NUL in the %s', (field) => {
    for (const value of ['a\nb', 'a\rb', 'a\0b']) {
      expect(() => encodeMessage({ data: '', [field]: value })).toThrow(`bisse: the ${field} ${JSON.stringify(value)}`);
    }
  });
});

test('a comment of several lines is several comments', () => {
  expect(encodeComment('a\r\nb')).toBe(': a\n: b\n\n');
});

test('a comment cannot name the channel of the next block, nor its mutation', () => {
  expect(encodeComment('channel pins\nmutation m1')).toBe(':  channel pins\n:  mutation m1\n\n');
});

test.each([-1, 1.5, Number.NaN])('a retry time of %s is refused', (retryMs) => {
  expect(() => encodeRetry(retryMs)).toThrow('whole milliseconds');
});
