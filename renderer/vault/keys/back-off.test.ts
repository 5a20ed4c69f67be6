import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitSeconds } from './back-off.ts';

test('the wait starts at the fifth failure, doubles, and ends at an hour', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 11, 12, 13].map(waitSeconds);
  expect(waits).toEqual([0, 0, 0, 0, 30, 60, 120, 1920, 3600, 3600]);
});

test('more failures never wait less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (failures) => {
      const wait = waitSeconds(failures);
      return wait <= waitSeconds(failures + 1) && wait <= 3600;
    }),
  );
});
