import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';

/**
 * Installs the stores that the benchmark compares with, once. They have a lock file of their own and stay out of the
 * product's packages; no script of theirs runs.
 */
export function installBenchPeers(): void {
  const folder = path.join(ROOT, 'test/bench/peers');
  const lock = path.join(folder, 'package-lock.json');
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs) {
    return;
  }
  // dexie-encrypted names Dexie 3 as its peer; it runs on Dexie 4, which the others use.
  execFileSync('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
