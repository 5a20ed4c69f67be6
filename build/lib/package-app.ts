import fs from 'node:fs';
import path from 'node:path';
import { build, Platform } from 'electron-builder';
import { findElectron } from './electron-runtime.ts';
import { ROOT } from './paths.ts';
import { writeStandInRuntime } from './stand-in-runtime.ts';

export interface PackagedApp {
  /** Folder with the program and its `resources/app.asar`. */
  readonly folder: string;
  /** True when the runtime inside is the stand-in: the package shows its files and can't run. */
  readonly isStandIn: boolean;
}

/**
 * Packs out/ for Linux, unpacked (`electron-builder --linux dir`), with the real runtime where it is
 * installed and a stand-in elsewhere. `out/` must have been built.
 */
export async function packageApp(outputFolder: string): Promise<PackagedApp> {
  const electron = findElectron();
  const isStandIn = electron === undefined || process.platform !== 'linux';
  const runtime = isStandIn ? path.join(outputFolder, 'stand-in-runtime') : path.dirname(electron);
  if (isStandIn) writeStandInRuntime(runtime, electronVersion());
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      extends: path.join(ROOT, 'electron-builder.yml'),
      directories: { output: outputFolder, buildResources: 'build/resources' },
      electronDist: runtime,
    },
  });
  const folder = fs
    .readdirSync(outputFolder)
    .find((name) => name.startsWith('linux') && name.endsWith('-unpacked'));
  if (folder === undefined)
    throw new Error(`electron-builder left no unpacked app in ${outputFolder}.`);
  return { folder: path.join(outputFolder, folder), isStandIn };
}

function electronVersion(): string {
  const file = path.join(ROOT, 'node_modules/electron/package.json');
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
