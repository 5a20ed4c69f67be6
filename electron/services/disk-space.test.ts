import os from 'node:os';
import { expect, test } from 'vitest';
import { readDiskSpace } from './disk-space.ts';

test('the free space of a real disk lies between nothing and all of it', async () => {
  const { freeBytes, totalBytes } = await readDiskSpace(os.tmpdir());
  expect(totalBytes).toBeGreaterThan(0);
  expect(freeBytes).toBeGreaterThanOrEqual(0);
  expect(freeBytes).toBeLessThanOrEqual(totalBytes);
  await expect(readDiskSpace('/there/is/no/such/folder')).rejects.toThrow(/ENOENT/u);
});
