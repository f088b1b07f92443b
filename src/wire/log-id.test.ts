import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed } from '../../test/seed.ts';
import { compareLogIds, formatLogId, parseLogId } from './log-id.ts';

const epoch = fc.constantFrom('a', 'b', 'ab');
const logId = fc.record({ epoch, ms: fc.nat(), n: fc.nat() }, { noNullPrototype: true });

describe('the ids of the log', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(logId, (id) => {
        expect(parseLogId(formatLogId(id))).toEqual(id);
      }),
      { seed },
    );
  });

  it('are ordered by their number within one epoch, and not at all across two', () => {
    fc.assert(
      fc.property(logId, logId, (a, b) => {
        const order = compareLogIds(formatLogId(a), formatLogId(b));
        if (a.epoch !== b.epoch) expect(order).toBeUndefined();
        else if (a.ms === b.ms || a.n !== b.n) expect(Math.sign(order as number)).toBe(Math.sign(a.n - b.n));
      }),
      { seed },
    );
  });

  it('have no order with ids of other servers, unless they are the same', () => {
    expect(compareLogIds('17', '18')).toBeUndefined();
    expect(compareLogIds('e:1-2', 'e:x')).toBeUndefined();
    expect(compareLogIds('17', '17')).toBe(0);
  });
});
