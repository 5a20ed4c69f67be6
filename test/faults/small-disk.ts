/** A real file system so small that a test can fill it up. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const BLOCK = Buffer.alloc(4096, 1);

export interface SmallDisk {
  readonly folder: string;
  /** Filled, and not freed since. */
  readonly isFull: boolean;
  /** Takes up every byte that is left. */
  fill(): void;
  /** Gives the bytes back. */
  free(): void;
  remove(): void;
}

/** Mounts a disk of so many megabytes at `folder`, or answers why this machine does not allow that. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return 'a small disk is mounted on Linux only';
  fs.mkdirSync(folder, { recursive: true });
  const options = ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', folder];
  const mounted = spawnSync('mount', options, { encoding: 'utf8' });
  if (mounted.status !== 0) return 'mounting a small disk needs root';
  const filler = path.join(folder, 'filler');
  return {
    folder,
    get isFull() {
      return fs.existsSync(filler);
    },
    fill() {
      const file = fs.openSync(filler, 'a');
      try {
        for (;;) fs.writeSync(file, BLOCK);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        fs.closeSync(file);
      }
    },
    free: () => fs.rmSync(filler, { force: true }),
    remove: () => {
      // A killed browser's last process may hold it for a moment longer.
      spawnSync('umount', ['--lazy', folder]);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
