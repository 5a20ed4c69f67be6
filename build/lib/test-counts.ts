import path from 'node:path';
import { ROOT } from './paths.ts';

/** Where the reporter leaves its counts for the script that started vitest. */
export const COUNTS_FILE = path.join(ROOT, '.fieldseal/test-counts.json');

export interface SuiteCount {
  passed: number;
  failed: number;
  skipped: number;
}

export interface TestCounts {
  readonly suites: Readonly<Record<string, SuiteCount>>;
  /** Suite, name and reason of every test that did not run. */
  readonly skipped: readonly string[];
  /** Errors that no test caught; each counts as a failure. */
  readonly unhandledErrors: number;
}

/** Sums suites; what no test caught is a failure of its own. */
export function sumCounts(suites: Iterable<SuiteCount>, unhandledErrors: number): SuiteCount {
  const sum: SuiteCount = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const suite of suites) {
    sum.passed += suite.passed;
    sum.failed += suite.failed;
    sum.skipped += suite.skipped;
  }
  return sum;
}

/** The line that ends a test run: `N passed, N failed, N skipped`. */
export function summaryLine(sum: SuiteCount): string {
  return `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`;
}

/** A run proves something only when something ran and nothing failed. */
export function isSuccess(sum: SuiteCount): boolean {
  return sum.failed === 0 && sum.passed > 0;
}
