import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findGaps } from './number-gaps.ts';

test('names what lies between', () => {
  expect(findGaps([])).toEqual({ highestNumber: null, missingNumbers: { count: 0, ranges: [] } });
  expect(findGaps([7, 3, 4, 3])).toEqual({
    highestNumber: 7,
    missingNumbers: {
      count: 4,
      ranges: [
        { from: 1, to: 2 },
        { from: 5, to: 6 },
      ],
    },
  });
});

test('seen and missing together are every number up to the highest', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 })), (seen) => {
      const { highestNumber, missingNumbers } = findGaps(seen);
      expect(missingNumbers.count + seen.length).toBe(highestNumber ?? 0);
      for (const { from, to } of missingNumbers.ranges) {
        expect(seen.some((number) => number >= from && number <= to)).toBe(false);
      }
    }),
  );
});

test('many gaps are counted, the first fifty named', () => {
  const seen = Array.from({ length: 80 }, (_, index) => (index + 1) * 2);
  const { missingNumbers } = findGaps(seen);
  expect(missingNumbers.count).toBe(80);
  expect(missingNumbers.ranges).toHaveLength(50);
});
