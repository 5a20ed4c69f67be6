import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';
import { runNode } from './run-process.ts';
import { runLimited } from './tasks.ts';

const TIME_LIMIT_MS = 5 * 60_000;
/** The project is developed and tested on machines with two cores. */
const AT_ONCE = 2;
const TYPE_CHECKED = ['shared', 'server', 'renderer', 'electron', 'test'];
const CODE_FOLDERS = ['shared', 'renderer', 'electron', 'server', 'build', 'test'];

interface Check {
  readonly name: string;
  /** Arguments for Node: the tool's script, then its own. */
  readonly args: readonly string[];
  /** The same with the tool's fixer on, where it has one. */
  readonly fix?: readonly string[] | undefined;
}

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** Runs every static check, or only the fixers, and tells what each said. */
export async function runChecks(options: {
  readonly fix: boolean;
}): Promise<readonly CheckResult[]> {
  const checks = options.fix ? fixers() : listChecks();
  // Fixers rewrite the same files: one after the other.
  return await runLimited(
    checks.map((check) => () => runCheck(check)),
    options.fix ? 1 : AT_ONCE,
  );
}

/** A table for a person: what passed and in how many seconds, then what the failed ones said. */
export function describeChecks(results: readonly CheckResult[]): string {
  const width = Math.max(...results.map((result) => result.name.length));
  const rows = results.map(
    ({ name, passed, seconds }) =>
      `  ${passed ? 'passed' : 'FAILED'}  ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s`,
  );
  const failures = results
    .filter((result) => !result.passed)
    .map(({ name, output }) => `\n--- ${name} ---\n${output.trim()}`);
  return [...rows, ...failures].join('\n');
}

async function runCheck(check: Check): Promise<CheckResult> {
  const { code, output, seconds } = await runNode(check.args, { timeoutMs: TIME_LIMIT_MS });
  return { name: check.name, passed: code === 0, seconds, output };
}

function listChecks(): readonly Check[] {
  const cache = path.join('node_modules', '.cache');
  return [
    {
      name: 'eslint',
      args: [
        tool('eslint'),
        '.',
        '--max-warnings',
        '0',
        '--cache',
        '--cache-location',
        `${cache}/eslint`,
      ],
      fix: [tool('eslint'), '.', '--fix'],
    },
    ...TYPE_CHECKED.map((folder) => ({
      name: `tsc ${folder}`,
      args: [tool('typescript', 'tsc'), '-p', path.join(folder, 'tsconfig.json'), '--noEmit'],
    })),
    {
      name: 'prettier',
      args: [tool('prettier'), '--check', '--cache', '--log-level', 'warn', '.'],
      fix: [tool('prettier'), '--write', '--log-level', 'warn', '.'],
    },
    {
      name: 'oxlint',
      args: [tool('oxlint'), '--deny-warnings'],
      fix: [tool('oxlint'), '--fix'],
    },
    {
      name: 'dependency-cruiser',
      args: [
        tool('dependency-cruiser', 'depcruise'),
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'err',
        ...CODE_FOLDERS,
      ],
    },
    { name: 'knip', args: [tool('knip'), '--no-progress'] },
    { name: 'secretlint', args: [tool('secretlint'), '--no-color', '**/*'] },
    { name: 'messages', args: [path.join(ROOT, 'build/check-messages.ts')] },
  ];
}

function fixers(): readonly Check[] {
  const withFixer = listChecks().flatMap((check) =>
    check.fix === undefined ? [] : [{ name: `${check.name} (fix)`, args: check.fix }],
  );
  // Prettier last: it has the final say on layout.
  return withFixer.sort(
    (a, b) => Number(a.name.startsWith('prettier')) - Number(b.name.startsWith('prettier')),
  );
}

/** Path of a package's command, so that it runs with this Node and no shell. */
export function tool(packageName: string, command = packageName): string {
  const folder = path.join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly bin: string | Readonly<Record<string, string>>;
  };
  const relative = typeof bin === 'string' ? bin : bin[command];
  if (relative === undefined) throw new Error(`${packageName} has no command ${command}.`);
  return path.join(folder, relative);
}
