import { expect, test } from 'vitest';
import { readPageStorage } from './page-storage.ts';

test('what is used and allowed is told, and the browser asked once to keep the store', async () => {
  let requests = 0;
  const storage = {
    estimate: () => Promise.resolve({ usage: 300, quota: 1000 }),
    persisted: () => Promise.resolve(false),
    persist: () => {
      requests += 1;
      return Promise.resolve(true);
    },
  } as unknown as StorageManager;
  expect(await readPageStorage(storage)).toEqual({
    usedBytes: 300,
    allowedBytes: 700,
    isPersistent: true,
  });
  await readPageStorage(storage);
  expect(requests).toBe(1);
});
