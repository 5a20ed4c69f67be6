/** The demonstration is the first thing a stranger runs: it must finish, add up and leave its pictures. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../build/lib/paths.ts';

const LIMIT_MS = 170_000;

it('finishes with made-up people, adds up, and finds no plain data in the raw stores', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-demo-test-'));
  try {
    const demo = spawnSync(
      process.execPath,
      [path.join(ROOT, 'build/demo.ts'), '--count', '12', '--out', folder],
      { cwd: ROOT, encoding: 'utf8', timeout: LIMIT_MS },
    );
    expect(`${demo.stderr}${String(demo.status)}`).toBe('0');
    expect(demo.stdout).toMatch(/Enrolled +12\n/u);
    expect(demo.stdout).toMatch(/Plain data found in raw stores +0\n/u);
    const pictures = fs.readdirSync(folder);
    for (const name of ['home', 'review', 'sync', 'admin-enumerator', 'enrol-saved', 'home-ar']) {
      expect(pictures).toContain(`${name}.png`);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
