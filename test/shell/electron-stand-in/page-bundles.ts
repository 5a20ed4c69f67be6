import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../../build/lib/paths.ts';

/** Bundles one entry into `file`, leaving `electron` to be required, as the app's own build does. */
async function bundle(entry: string, file: string, format: 'cjs' | 'iife'): Promise<void> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: path.dirname(file),
      emptyOutDir: false,
      minify: false,
      target: 'chrome140',
      reportCompressedSize: false,
      modulePreload: false,
      rolldownOptions: {
        input: path.join(ROOT, entry),
        external: ['electron'],
        output: { format, entryFileNames: path.basename(file), codeSplitting: false },
      },
    },
  });
}

/** Bundles the real preload to where the real main process looks for it. */
export function bundlePreload(appFolder: string): Promise<void> {
  return bundle('electron/preload.ts', path.join(appFolder, 'out/preload/preload.cjs'), 'cjs');
}

/** Sources of the stand-in's two page-side halves. */
export async function bundleWorlds(
  folder: string,
): Promise<{ readonly main: string; readonly isolated: string }> {
  const here = 'test/shell/electron-stand-in';
  const files = { main: path.join(folder, 'main.js'), isolated: path.join(folder, 'isolated.js') };
  await bundle(`${here}/main-world.ts`, files.main, 'iife');
  await bundle(`${here}/isolated-world.ts`, files.isolated, 'iife');
  return {
    main: fs.readFileSync(files.main, 'utf8'),
    isolated: fs.readFileSync(files.isolated, 'utf8'),
  };
}
