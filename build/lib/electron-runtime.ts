import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';
import { runNode } from './run-process.ts';

const DOWNLOAD_LIMIT_MS = 20_000;
const PACKAGE = path.join(ROOT, 'node_modules/electron');

/** Path of Electron's program, or undefined where only its npm package without the runtime is there. */
export function findElectron(): string | undefined {
  const pathFile = path.join(PACKAGE, 'path.txt');
  if (!fs.existsSync(pathFile)) return undefined;
  const program = path.join(PACKAGE, 'dist', fs.readFileSync(pathFile, 'utf8').trim());
  return fs.existsSync(program) ? program : undefined;
}

/**
 * The runtime, downloaded by Electron's own script when missing. npm does not run that script here
 * (.npmrc: ignore-scripts), and it checks what it gets against the checksums in the npm package.
 * Gives up after 20 seconds.
 */
export async function obtainElectron(): Promise<string | undefined> {
  const present = findElectron();
  if (present !== undefined) return present;
  console.log(
    `Electron's runtime is not here: trying to download it (${DOWNLOAD_LIMIT_MS / 1000} s at most).`,
  );
  await runNode([path.join(PACKAGE, 'install.js')], { timeoutMs: DOWNLOAD_LIMIT_MS });
  return findElectron();
}
