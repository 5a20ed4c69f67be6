/**
 * Power cuts in short: kept seeds and a few more on both backends, and a control that shows that the check can fail.
 * `npm run faults -- vault --runs 200` and `npm run faults -- sync --runs 200` are the long forms.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../build/lib/paths.ts';
import { BACKENDS } from '../faults/browser-process.ts';
import { readRegressions } from '../faults/regressions.ts';
import { SYNC_FAULTS } from '../faults/sync/planted-sync-faults.ts';

const LIMIT_MS = 170_000;

function faults(...args: readonly string[]): { readonly lastLine: string; readonly text: string } {
  const run = spawnSync(process.execPath, [path.join(ROOT, 'build/faults.ts'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  const text = `${run.stdout}${run.stderr}`;
  return { text, lastLine: run.stdout.trim().split('\n').at(-1) ?? '' };
}

describe('a browser killed at random moments of work', () => {
  it.each(BACKENDS)('loses nothing that it acknowledged (%s)', (backend) => {
    const { lastLine, text } = faults('vault', '--runs', '6', '--seed', '11', '--backend', backend);
    expect(lastLine, text).toBe('6 runs, 0 failed');
  });

  it.for(readRegressions().vault)('seed $seed of $scenario ($backend) stays whole', (kept) => {
    const { seed, scenario, backend } = kept;
    const asked = ['vault', '--runs', '1', '--seed', String(seed), '--scenario', scenario];
    const { lastLine, text } = faults(...asked, '--backend', backend);
    expect(lastLine, text).toBe('1 runs, 0 failed');
  });
});

describe('a mistake built into the app is found', () => {
  it.each(['draft-deleted-apart', 'acknowledged-early'])('%s', (mistake) => {
    const { lastLine, text } = faults(
      'vault',
      '--runs',
      '3',
      '--scenario',
      'enrol',
      '--plant',
      mistake,
    );
    expect(lastLine, text).toMatch(/^3 runs, [1-3] failed$/u);
  });
});

describe('a delivery while everything between laptop and server goes wrong', () => {
  it('loses nothing, doubles nothing and drains', () => {
    const { lastLine, text } = faults('sync', '--runs', '16', '--seed', '11', '--client', 'node');
    expect(lastLine, text).toBe('16 runs, 0 failed');
  });

  it('from a real browser too', () => {
    const { lastLine, text } = faults(
      'sync',
      '--runs',
      '3',
      '--seed',
      '11',
      '--client',
      'chromium',
    );
    expect(lastLine, text).toBe('3 runs, 0 failed');
  });

  it.for(readRegressions().sync)('seed $seed ($client) stays whole', ({ seed, client }) => {
    const asked = ['sync', '--runs', '1', '--seed', String(seed), '--client', client];
    const { lastLine, text } = faults(...asked);
    expect(lastLine, text).toBe('1 runs, 0 failed');
  });

  it.for(SYNC_FAULTS)('finds a planted mistake: $name', ({ name }) => {
    const { lastLine, text } = faults('sync', '--runs', '8', '--seed', '1', '--plant', name);
    expect(lastLine, text).toMatch(/^8 runs, [1-8] failed$/u);
  });
});
