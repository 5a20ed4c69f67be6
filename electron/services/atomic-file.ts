import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** Only the account that runs the app may read what it keeps. */
const PRIVATE = 0o600;
/** What file systems answer that can't sync a folder, those of some USB sticks and network shares. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM', 'EACCES']);

/**
 * Writes a file so that a power cut leaves the old content or the new, never a part: temporary file in
 * the same folder, fsync, rename, fsync of the folder (POSIX rename(2) is atomic, not durable).
 * @throws the file system's error; the old content is then untouched and nothing is left behind.
 */
export async function writeFileAtomically(
  file: string,
  content: Uint8Array | string,
  mode: number = PRIVATE,
): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await fs.open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its rename is written through by the file system's journal.
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/** The file's text, or null when there is no such file. @throws the file system's other errors. */
export async function readTextIfPresent(file: string): Promise<string | null> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
