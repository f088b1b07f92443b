import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from './redact.ts';

const { url, text, value, message } = createRedactor(['iban']);

describe('a redactor', () => {
  test.each([
    ['/api/status?token=abc&project=7', '/api/status?token=[redacted]&project=7'],
    ['https://a.test/sse?ACCESS_TOKEN=a%20b', 'https://a.test/sse?ACCESS_TOKEN=[redacted]'],
    ['/sse?userId=9&sessionId=s1', '/sse?userId=9&sessionId=[redacted]'],
    ['/sse?api_key=k#id_token=t', '/sse?api_key=[redacted]#id_token=[redacted]'],
    ['https://ann:secret@a.test/sse', 'https://[redacted]@a.test/sse'],
    ['/sse?iban=CH93&channels=pins,pin:7', '/sse?iban=[redacted]&channels=pins,pin:7'],
    ['/sse?%74oken=abc', '/sse?%74oken=[redacted]'],
  ])('writes %s as %s', (from, to) => {
    expect(url(from)).toBe(to);
  });

  test('takes secret fields out of data at any depth, and leaves the data itself as it was', () => {
    const data = { user: { name: 'Ann', refreshToken: 'r1' }, list: [{ IBAN: 'CH93' }, { n: 1 }] };
    expect(value(data)).toEqual({
      user: { name: 'Ann', refreshToken: '[redacted]' },
      list: [{ IBAN: '[redacted]' }, { n: 1 }],
    });
    expect(data.user.refreshToken).toBe('r1');
  });

  test('gives the same object and the same message where there is nothing to take out', () => {
    const data = { tokensUsed: 5, author: 'Ann', list: [{ sessionId: 's1' }] };
    expect(value(data)).toBe(data);
    const plain = { event: 'e', data: JSON.stringify(data), id: '1' };
    expect(message(plain)).toBe(plain);
  });

  test.each([
    ['{"password":"p"}', '{"password":"[redacted]"}'],
    ['{"a":{"\\u0074oken":{"x":[1]}}}', '{"a":{"token":"[redacted]"}}'],
    ['Failed to parse /sse?token=abc&a=1', 'Failed to parse /sse?token=[redacted]&a=1'],
    ['Authorization: Bearer abc.def.ghi', 'Authorization: Bearer [redacted]'],
    ['refused "Bearer abc.def.ghi"', 'refused "Bearer [redacted]"'],
    ['{"token": "half', '{"token": "[redacted]'],
    ['Set-Cookie: sid=1', 'Set-Cookie: [redacted]'],
  ])('writes the text %s as %s', (from, to) => {
    expect(text(from)).toBe(to);
  });

  test('lets no secret through, whatever is around it', () => {
    const secret = 'hunter2hunter2';
    const name = fc.constantFrom('token', 'accessToken', 'x-api-key', 'Password', 'iban', 'client_secret');
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.array(tie('node')),
        fc.dictionary(fc.string(), tie('node')),
        fc.tuple(name, tie('node')).map(([key, other]) => ({ other, [key]: { deep: secret } })),
        name.map((key) => ({ [key]: secret })),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (data) => {
        const raw = JSON.stringify(data);
        const clean = message({ event: 'e', data: raw, id: undefined }).data;
        expect(clean).not.toContain(secret);
        expect(JSON.stringify(value(data)) ?? null).not.toContain(secret);
        expect(() => JSON.parse(clean)).not.toThrow();
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});
