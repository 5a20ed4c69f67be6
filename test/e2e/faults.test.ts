/**
 * Power cuts in short: kept seeds and a few more on both backends, and a control that shows that the check can fail.
 * `npm run faults -- vault --runs 200` is the long form.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../build/lib/paths.ts';
import { BACKENDS } from '../faults/browser-process.ts';
import { readRegressions } from '../faults/regressions.ts';

const LIMIT_MS = 170_000;

function faults(...args: readonly string[]): { readonly lastLine: string; readonly text: string } {
  const run = spawnSync(process.execPath, [path.join(ROOT, 'build/faults.ts'), 'vault', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  const text = `${run.stdout}${run.stderr}`;
  return { text, lastLine: run.stdout.trim().split('\n').at(-1) ?? '' };
}

describe('a browser killed at random moments of work', () => {
  it.each(BACKENDS)('loses nothing that it acknowledged (%s)', (backend) => {
    const { lastLine, text } = faults('--runs', '6', '--seed', '11', '--backend', backend);
    expect(lastLine, text).toBe('6 runs, 0 failed');
  });

  it.for(readRegressions())('seed $seed of $scenario ($backend) stays whole', (kept) => {
    const { seed, scenario, backend } = kept;
    const asked = ['--runs', '1', '--seed', String(seed), '--scenario', scenario];
    const { lastLine, text } = faults(...asked, '--backend', backend);
    expect(lastLine, text).toBe('1 runs, 0 failed');
  });
});

describe('a mistake built into the app is found', () => {
  it.each(['draft-deleted-apart', 'acknowledged-early'])('%s', (mistake) => {
    const { lastLine, text } = faults('--runs', '3', '--scenario', 'enrol', '--plant', mistake);
    expect(lastLine, text).toMatch(/^3 runs, [1-3] failed$/u);
  });
});
