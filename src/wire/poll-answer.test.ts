import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import type { Message } from './message.ts';
import { readPollAnswer, writePollAnswer } from './poll-answer.ts';

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const block: fc.Arbitrary<Message> = fc.record({
  event: fc.oneof(fc.constant('message'), fc.string({ minLength: 1 })),
  data: fc.json(),
  id: maybe(fc.string()),
  channel: maybe(fc.string()),
  mutationId: maybe(fc.string()),
});

test('an answer is read as it was written', () => {
  fc.assert(
    fc.property(fc.array(block), maybe(fc.string()), fc.boolean(), (events, cursor, more) => {
      const answer = {
        ...({ resume: 'gap', reason: 'trimmed', from: '1', head: '9', channels: ['a', 'pin:7'] } as const),
        ...{ cursor, more },
        events: events.map((one) => ({ ...one, data: JSON.stringify(JSON.parse(one.data)) })),
      };
      expect(readPollAnswer(writePollAnswer(answer))).toEqual(answer);
    }),
    { seed },
  );
});

test('what is no answer is none, and fields of a wrong type are left out', () => {
  for (const text of ['', '<html>', '3', 'null', '{}', '{"events":{}}']) expect(readPollAnswer(text)).toBeUndefined();
  expect(
    readPollAnswer('{"events":[7,{"data":1}],"cursor":4,"more":"yes","resume":"maybe","channels":[1,"a"]}'),
  ).toEqual({
    ...{ resume: undefined, reason: undefined, from: undefined, cursor: undefined, head: undefined },
    ...{ channels: ['a'], more: false },
    events: [{ event: 'message', data: '1', id: undefined, channel: undefined, mutationId: undefined }],
  });
});
