import { expect, test } from 'vitest';
import { isLeaseEnding, leaseDaysLeft } from './lease.ts';

const NOW = Date.parse('2026-11-01T08:00:00Z');

test.each([
  ['2026-11-02T07:00:00Z', 1],
  ['2026-11-03T08:00:00Z', 2],
  ['2026-10-31T08:00:00Z', 0],
])('until %s there are %d days', (until, days) => {
  expect(leaseDaysLeft(until, NOW)).toBe(days);
});

test.each([
  [16, 60, false],
  [15, 60, true],
  [8, 30, false],
  [7, 30, true],
  [16, null, false],
  [15, null, true],
] as const)('%d days left of %o: shown %o', (daysLeft, leaseDays, isShown) => {
  expect(isLeaseEnding(daysLeft, leaseDays)).toBe(isShown);
});
