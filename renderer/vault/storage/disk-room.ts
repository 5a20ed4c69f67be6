/** More than the log takes of one write, and as much as LevelDB's largest table of rows that it tidies away. */
const ROOM_BYTES = 4 * 1024 * 1024;
const ROOM_FILE = 'room-check';
/** Many writes in a row are one: the check costs about as much as a small save. */
const REMEMBERED_MS = 100;

/** Whether the disk takes another write, or so many bytes. */
export interface DiskRoom {
  /** Settles when `hasRoom` can be asked. */
  readonly ready: Promise<void>;
  /** At once, and true where it can't be found out. */
  hasRoom(bytes?: number): boolean;
}

/** A file of the origin that a worker writes without waiting; the types of the page do not have it. */
interface SyncFile {
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
}
interface WorkerFileHandle {
  createSyncAccessHandle(options: { readonly mode: 'readwrite-unsafe' }): Promise<SyncFile>;
}

/**
 * Finds out whether the disk has room by writing zeros into a file beside the database and cutting it off again.
 * It must be known before the database is written to: Chromium's LevelDB leaves half an entry in its log when the disk
 * is full, writes on behind it once there is room, and at the next start takes the log for damaged and deletes the
 * whole database. Chromium's own estimate does not tell: it is a fixed number. Only in a worker.
 */
export function createDiskRoom(now: () => number = () => performance.now()): DiskRoom {
  let file: SyncFile | null = null;
  let lastSeen = Number.NEGATIVE_INFINITY;
  const zeros = new Uint8Array(ROOM_BYTES);
  return {
    ready: openRoomFile().then(
      (opened) => {
        file = opened;
      },
      () => undefined,
    ),
    hasRoom(bytes = ROOM_BYTES) {
      if (file === null) return true;
      if (bytes <= ROOM_BYTES && now() - lastSeen < REMEMBERED_MS) return true;
      try {
        for (let at = 0; at < bytes; at += ROOM_BYTES) {
          if (file.write(zeros, { at }) < ROOM_BYTES) return false;
        }
        lastSeen = now();
        return true;
      } catch {
        return false;
      } finally {
        file.truncate(0);
      }
    },
  };
}

async function openRoomFile(): Promise<SyncFile> {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(ROOM_FILE, { create: true });
  // Several windows may have it open at once: what is in it does not matter.
  const options = { mode: 'readwrite-unsafe' } as const;
  return (handle as unknown as WorkerFileHandle).createSyncAccessHandle(options);
}
