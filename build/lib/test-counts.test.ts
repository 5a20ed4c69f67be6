import { expect, test } from 'vitest';
import { isSuccess, sumCounts, summaryLine } from './test-counts.ts';

const SUITES = [
  { passed: 3, failed: 0, skipped: 1 },
  { passed: 2, failed: 0, skipped: 0 },
];

test('the last line sums all suites', () => {
  expect(summaryLine(sumCounts(SUITES, 0))).toBe('5 passed, 0 failed, 1 skipped');
});

test('an error outside any test is a failure', () => {
  const sum = sumCounts(SUITES, 2);
  expect(summaryLine(sum)).toBe('5 passed, 2 failed, 1 skipped');
  expect(isSuccess(sum)).toBe(false);
});

test('a run in which nothing ran is no success', () => {
  expect(isSuccess(sumCounts([], 0))).toBe(false);
  expect(isSuccess({ passed: 0, failed: 0, skipped: 9 })).toBe(false);
});
