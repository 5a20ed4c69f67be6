/**
 * `npm test`: builds the app, runs every static check, then every test suite. The last line sums up.
 * `npm test -- --only unit,shell [file filters]` runs the named suites alone (`check` and `build` are
 * names too).
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeChecks, runChecks, tool } from './lib/checks.ts';
import { ROOT } from './lib/paths.ts';
import { runNode } from './lib/run-process.ts';
import {
  COUNTS_FILE,
  isSuccess,
  sumCounts,
  summaryLine,
  type SuiteCount,
  type TestCounts,
} from './lib/test-counts.ts';

const BUILD_LIMIT_MS = 5 * 60_000;
const SUITES_LIMIT_MS = 25 * 60_000;

async function runBuild(): Promise<SuiteCount> {
  const { code } = await runNode([path.join(ROOT, 'build/build.ts')], {
    timeoutMs: BUILD_LIMIT_MS,
    inherit: true,
  });
  return count(code === 0);
}

async function runAllChecks(): Promise<SuiteCount> {
  const results = await runChecks({ fix: false });
  console.log(`\nChecks\n${describeChecks(results)}\n`);
  return sumCounts(
    results.map((result) => count(result.passed)),
    0,
  );
}

async function runSuites(only: readonly string[], filters: readonly string[]): Promise<TestCounts> {
  fs.rmSync(COUNTS_FILE, { force: true });
  const reporters = ['--reporter=default', '--reporter=./build/vitest/count-reporter.ts'];
  const projects = only.map((name) => `--project=${name}`);
  const { code } = await runNode([tool('vitest'), 'run', ...reporters, ...projects, ...filters], {
    timeoutMs: SUITES_LIMIT_MS,
    inherit: true,
  });
  if (!fs.existsSync(COUNTS_FILE)) return { suites: {}, skipped: [], unhandledErrors: 1 };
  const counts = JSON.parse(fs.readFileSync(COUNTS_FILE, 'utf8')) as TestCounts;
  const sum = sumCounts(Object.values(counts.suites), counts.unhandledErrors);
  // Vitest may fail for a reason no test shows, a clean-up that hung for one.
  return code !== 0 && sum.failed === 0 ? { ...counts, unhandledErrors: 1 } : counts;
}

function count(passed: boolean): SuiteCount {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

function report(suites: ReadonlyMap<string, SuiteCount>, tests: TestCounts): void {
  console.log('\nSuites');
  const width = Math.max(...[...suites.keys()].map((name) => name.length));
  for (const [name, suite] of suites) console.log(`  ${name.padEnd(width)}  ${summaryLine(suite)}`);
  if (tests.unhandledErrors > 0) {
    console.log(`  ${tests.unhandledErrors} error(s) outside any test: counted as failed`);
  }
  if (tests.skipped.length > 0) {
    console.log(`\n!!! NOT RUN: ${tests.skipped.length} test(s)`);
    for (const name of tests.skipped) console.log(`!!!   ${name}`);
  }
}

const { values, positionals } = parseArgs({
  options: { only: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const only = (values.only ?? []).flatMap((names) => names.split(','));
const wants = (name: string): boolean => only.length === 0 || only.includes(name);
const projects = only.filter((name) => name !== 'check' && name !== 'build');

const suites = new Map<string, SuiteCount>();
if (wants('build')) suites.set('build', await runBuild());
if (wants('check')) suites.set('check', await runAllChecks());
let tests: TestCounts = { suites: {}, skipped: [], unhandledErrors: 0 };
if (only.length === 0 || projects.length > 0) {
  tests = await runSuites(projects, positionals);
  for (const [name, suite] of Object.entries(tests.suites)) suites.set(name, suite);
}
report(suites, tests);
const sum = sumCounts(suites.values(), tests.unhandledErrors);
console.log(`\n${summaryLine(sum)}`);
process.exitCode = isSuccess(sum) ? 0 : 1;
