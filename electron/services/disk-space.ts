import fs from 'node:fs/promises';

/** Bytes free to this user, and in all, on the disk that holds `folder`. */
export async function readDiskSpace(
  folder: string,
): Promise<{ readonly freeBytes: number; readonly totalBytes: number }> {
  const { bavail, blocks, bsize } = await fs.statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
