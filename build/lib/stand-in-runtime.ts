/**
 * A folder shaped like Electron's runtime, so that packaging can be proved where the real one can't be
 * had: which files go into the package, what is in the archive, whether the fuses get set. Nothing in it
 * runs.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Marks the fuses in Electron's program; @electron/fuses looks for it (constants.js, SENTINEL). */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_WIRE_VERSION = 1;
/** States in the order of the fuse wire, as Electron ships them: '1' on, '0' off. */
const SHIPPED_FUSES = '101100010';

export const STAND_IN_NOTICE =
  'STAND-IN FOR THE ELECTRON RUNTIME: not runnable, for packaging tests only.';

/** Writes the stand-in runtime into `folder`, emptying it first. */
export function writeStandInRuntime(folder: string, electronVersion: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'resources'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'locales'));
  const fuses = Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([FUSE_WIRE_VERSION, SHIPPED_FUSES.length]),
    Buffer.from(SHIPPED_FUSES),
  ]);
  const program = Buffer.concat([Buffer.from(`${STAND_IN_NOTICE}\n`), fuses, Buffer.from('\n')]);
  fs.writeFileSync(path.join(folder, 'electron'), program, { mode: 0o755 });
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak']) {
    fs.writeFileSync(path.join(folder, file), `${STAND_IN_NOTICE}\n`);
  }
  fs.writeFileSync(path.join(folder, 'version'), electronVersion);
}
