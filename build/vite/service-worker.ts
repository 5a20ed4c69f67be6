/**
 * Bundles the service worker after the app, since it must know every file of it: `__PRECACHE_FILES__`
 * (paths from the root of the origin) and `__PRECACHE_VERSION__` (hash over all their bytes, so that an
 * unchanged build keeps its cache) are put into its text.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { OUT, ROOT } from '../lib/paths.ts';

const ENTRY = path.join(ROOT, 'renderer/service-worker.ts');
const SERVICE_WORKER = 'service-worker.js';
const VERSION_LENGTH = 16;

export interface PrecacheManifest {
  readonly files: readonly string[];
  readonly version: string;
}

/** Lists a folder's files as absolute URL paths, sorted, with a version over names and contents. */
export function listPrecache(folder: string): PrecacheManifest {
  const hash = createHash('sha256');
  const files: string[] = [];
  const names = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== SERVICE_WORKER)
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  for (const name of names) {
    const url = `/${name.split(path.sep).join('/')}`;
    const content = createHash('sha256').update(fs.readFileSync(path.join(folder, name)));
    hash.update(`${url}\0${content.digest('hex')}\n`);
    files.push(url);
  }
  return { files, version: hash.digest('hex').slice(0, VERSION_LENGTH) };
}

/** Writes out/renderer/service-worker.js. Returns how many files it will keep for offline use. */
export async function buildServiceWorker(): Promise<number> {
  const folder = path.join(OUT, 'renderer');
  const manifest = listPrecache(folder);
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    define: {
      __PRECACHE_FILES__: JSON.stringify(manifest.files),
      __PRECACHE_VERSION__: JSON.stringify(manifest.version),
    },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'chrome140',
      sourcemap: false,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: ENTRY,
        output: { format: 'iife', entryFileNames: SERVICE_WORKER, codeSplitting: false },
      },
    },
  });
  return manifest.files.length;
}
