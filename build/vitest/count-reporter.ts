/**
 * Counts tests per suite for `npm test`'s last lines. Vitest's own JSON does not say which suite a file
 * ran in, and the server's files run in two.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { COUNTS_FILE, type SuiteCount, type TestCounts } from '../lib/test-counts.ts';

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const suites = new Map<string, SuiteCount>();
    const skipped: string[] = [];
    for (const module of modules) {
      const suite = suites.get(module.project.name) ?? { passed: 0, failed: 0, skipped: 0 };
      suites.set(module.project.name, suite);
      // A file that could not be loaded has no test that could fail in its stead.
      if (module.errors().length > 0) suite.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') suite.passed += 1;
        else if (state === 'skipped') {
          suite.skipped += 1;
          skipped.push(describeSkipped(module, test));
        } else suite.failed += 1;
      }
    }
    const counts: TestCounts = {
      suites: Object.fromEntries(suites),
      skipped,
      unhandledErrors: unhandledErrors.length,
    };
    fs.mkdirSync(path.dirname(COUNTS_FILE), { recursive: true });
    fs.writeFileSync(COUNTS_FILE, JSON.stringify(counts));
  }
}

function describeSkipped(module: TestModule, test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' && result.note !== undefined ? ` (${result.note})` : '';
  return `[${module.project.name}] ${test.fullName}${note}`;
}
