import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build as buildShell } from 'electron-vite';
import { build } from 'vite';
import { buildServiceWorker } from '../vite/service-worker.ts';
import { OUT, ROOT } from './paths.ts';

const INPUT_FOLDERS = ['renderer', 'shared', 'electron', 'build/vite'];
const INPUT_FILES = ['electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json'];
const INPUT_VARIABLES = ['FIELDSEAL_RP_DOMAIN', 'FIELDSEAL_SERVER_ORIGIN'];
const OUTPUTS = [
  'main/main.cjs',
  'preload/preload.cjs',
  'renderer/index.html',
  'renderer/service-worker.js',
];
const STAMP = path.join(OUT, '.build-stamp');

/**
 * Builds the app into out/: renderer, service worker, Electron main and preload.
 * Does nothing when the inputs are those of the last build and its files are there.
 * Returns whether it built.
 */
export async function buildApp(
  options: { readonly force?: boolean | undefined } = {},
): Promise<boolean> {
  const inputs = hashInputs();
  if (options.force !== true && isCurrent(inputs)) return false;
  fs.rmSync(STAMP, { force: true });
  // Libraries ask it which of their two builds is wanted; React's development one is several times slower.
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: path.join(ROOT, 'build/vite/renderer.config.ts'), logLevel: 'warn' });
  await buildServiceWorker();
  // Its warning is about the renderer, which is built above.
  await buildShell({ root: ROOT, logLevel: 'warn', ignoreConfigWarning: true });
  const missing = OUTPUTS.filter((file) => !fs.existsSync(path.join(OUT, file)));
  if (missing.length > 0) throw new Error(`The build did not make ${missing.join(', ')}.`);
  fs.writeFileSync(STAMP, inputs);
  return true;
}

function isCurrent(inputs: string): boolean {
  return (
    fs.existsSync(STAMP) &&
    fs.readFileSync(STAMP, 'utf8') === inputs &&
    OUTPUTS.every((file) => fs.existsSync(path.join(OUT, file)))
  );
}

function hashInputs(): string {
  const hash = createHash('sha256');
  const files = INPUT_FOLDERS.flatMap((folder) =>
    fs
      .globSync('**/*', { cwd: path.join(ROOT, folder), withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name))),
  );
  for (const file of [...files.sort(), ...INPUT_FILES]) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(ROOT, file)))
      .update('\0');
  }
  for (const name of INPUT_VARIABLES) hash.update(`${name}=${process.env[name] ?? ''}\0`);
  return hash.digest('hex');
}
