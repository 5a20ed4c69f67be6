/** What the page's own storage says of itself. */
interface PageStorage {
  readonly usedBytes: number;
  /** What the browser allows besides; Chromium answers a fixed number, not the disk's free space. */
  readonly allowedBytes: number;
  readonly isPersistent: boolean;
}

let asked: Promise<boolean> | null = null;

/** Reads how much is used, and asks the browser, once, never to clear this store away when the disk gets full. */
export async function readPageStorage(
  storage: StorageManager = navigator.storage,
): Promise<PageStorage> {
  asked ??= askToPersist(storage);
  const { usage = 0, quota = 0 } = await storage.estimate();
  return {
    usedBytes: usage,
    allowedBytes: Math.max(0, quota - usage),
    isPersistent: (await asked) || (await storage.persisted()),
  };
}

async function askToPersist(storage: StorageManager): Promise<boolean> {
  return (await storage.persisted()) || (await storage.persist());
}
