import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { copyBytes, utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import {
  addressAt,
  MARK_NAME,
  placeOf,
  type ObjectStore,
  type StoredObject,
} from './object-store.ts';

/** Files on their way; in the same file system, so that renaming is one step. */
const UNFINISHED = 'unfinished';
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** Objects as files `ab/cdef…` in a folder, which is made where it is missing. */
export async function openFolderStore(folder: string): Promise<ObjectStore> {
  const unfinished = path.join(folder, UNFINISHED);
  await fs.mkdir(unfinished, { recursive: true, mode: PRIVATE_FOLDER });
  await syncFolder(path.dirname(folder));
  const fileOf = (address: string): string => path.join(folder, ...placeOf(address));
  return {
    async put(address, bytes) {
      const file = fileOf(address);
      const parent = path.dirname(file);
      await fs.mkdir(parent, { recursive: true, mode: PRIVATE_FOLDER });
      if (!(await isWhole(file, bytes.length))) {
        const temporary = path.join(unfinished, randomUUID());
        try {
          await writeDurably(temporary, bytes);
          // Over a file that another put meanwhile: the same bytes.
          await fs.rename(temporary, file);
        } catch (error) {
          await fs.rm(temporary, { force: true });
          throw error;
        }
      }
      // Names too, whoever made them: another put may have made them just now and not be as far as this.
      await syncFolder(parent);
      await syncFolder(folder);
    },
    async get(address) {
      const read = await unlessAbsent(fs.readFile(fileOf(address)));
      return read && copyBytes(read);
    },
    async delete(address) {
      await fs.rm(fileOf(address), { force: true });
    },
    list: () => listFiles(folder),
    async dropUnfinished(before) {
      for (const name of await fs.readdir(unfinished)) {
        const file = path.join(unfinished, name);
        const found = await unlessAbsent(fs.stat(file));
        if (found !== undefined && found.mtime < before) await fs.rm(file, { force: true });
      }
    },
    ping: () => fs.access(unfinished, fs.constants.W_OK),
    async claim(mark) {
      const file = path.join(folder, MARK_NAME);
      const temporary = path.join(unfinished, randomUUID());
      await writeDurably(temporary, utf8(mark));
      try {
        // A second name, whole from the start, and refused where there is one.
        await fs.link(temporary, file);
        await syncFolder(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        await fs.rm(temporary, { force: true });
      }
      return fs.readFile(file, 'utf8');
    },
  };
}

async function* listFiles(folder: string): AsyncGenerator<StoredObject> {
  for (const first of await fs.readdir(folder)) {
    if (first === UNFINISHED) continue;
    for (const name of (await unlessAbsent(fs.readdir(path.join(folder, first)))) ?? []) {
      const address = addressAt(first, name);
      const found = await unlessAbsent(fs.stat(path.join(folder, first, name)));
      if (address !== undefined && found !== undefined) yield { address, storedAt: found.mtime };
    }
  }
}

/** A file that a disk cut short is written again. */
async function isWhole(file: string, size: number): Promise<boolean> {
  const found = await unlessAbsent(fs.stat(file));
  return found?.size === size;
}

async function writeDurably(file: string, bytes: Bytes): Promise<void> {
  const handle = await fs.open(file, 'wx', PRIVATE_FILE);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name counts once its folder is on the disk. Windows opens no folders, and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
