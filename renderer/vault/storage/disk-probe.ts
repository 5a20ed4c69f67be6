/** Enough that no gap at the end of a file that is there already takes it up. */
const PROBE_BYTES = 256 * 1024;
const PROBE_FILE = 'room-probe';

/** What a worker can do with a file of its own origin; the types of the page do not have it. */
interface WorkerFileHandle {
  createSyncAccessHandle(): Promise<{
    write(bytes: Uint8Array): number;
    truncate(size: number): void;
    flush(): void;
    close(): void;
  }>;
}

/**
 * Finds out whether the disk is full by writing zeros into a file beside the database and cutting it off again:
 * Chromium's estimate of free space does not tell (it answers a fixed number), and its LevelDB reports a full disk as
 * an unknown error. The empty file is made at once, since on a full disk it no longer could be. Only in a worker.
 * Answers false where it can't be found out.
 */
export function createDiskProbe(): () => Promise<boolean> {
  const file = openProbeFile();
  file.catch(() => undefined);
  return async () => {
    try {
      const access = await (await file).createSyncAccessHandle();
      try {
        access.write(new Uint8Array(PROBE_BYTES));
        access.flush();
      } finally {
        access.truncate(0);
        access.close();
      }
      return false;
    } catch (error) {
      return error instanceof DOMException && error.name === 'QuotaExceededError';
    }
  };
}

async function openProbeFile(): Promise<WorkerFileHandle> {
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle(PROBE_FILE, { create: true });
  return file;
}
