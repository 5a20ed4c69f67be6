import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addressOf, randomObject } from '../test/random-object.ts';
import { openFolderStore } from './folder-store.ts';

const { address, bytes } = randomObject(5000);

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fieldseal-folder-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await fs.rm(folder, { recursive: true });
});

/** Folders that `work` made durable; what it opened to write is left out. */
async function foldersSynced(work: () => Promise<void>): Promise<readonly string[]> {
  const opened: string[] = [];
  const { open } = fs;
  vi.spyOn(fs, 'open').mockImplementation((file, flags, mode) => {
    if (flags === 'r') opened.push(path.relative(folder, String(file)));
    return open(file, flags, mode);
  });
  await work();
  vi.restoreAllMocks();
  return opened;
}

test('is durable from the file’s name up to the folder, also where another put it just now', async () => {
  const store = await openFolderStore(folder);
  const put = (): Promise<void> => store.put(address, bytes);
  const names = [address.slice(0, 2), ''];
  expect(await foldersSynced(put)).toEqual(names);
  expect(await foldersSynced(put)).toEqual(names);
});

test('a file that a disk cut short is written again', async () => {
  const store = await openFolderStore(folder);
  await store.put(address, bytes);
  const file = path.join(folder, address.slice(0, 2), address.slice(2));
  await fs.truncate(file, 100);
  await store.put(address, bytes);
  expect(addressOf(await store.get(address))).toBe(address);
});

test('a put that fails leaves nothing behind', async () => {
  const store = await openFolderStore(folder);
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  vi.spyOn(fs, 'rename').mockRejectedValueOnce(full);
  await expect(store.put(address, bytes)).rejects.toThrow('no space');
  expect(await fs.readdir(path.join(folder, 'unfinished'))).toEqual([]);
  expect(await store.get(address)).toBeUndefined();
});

test('what a process left unfinished is cleared away once it is old; the rest stays', async () => {
  const store = await openFolderStore(folder);
  await store.put(address, bytes);
  const left = path.join(folder, 'unfinished', 'left');
  await fs.writeFile(left, bytes);
  await store.dropUnfinished(new Date(Date.now() - 60_000));
  expect(await fs.readdir(path.dirname(left))).toEqual(['left']);
  await store.dropUnfinished(new Date(Date.now() + 60_000));
  expect(await fs.readdir(path.dirname(left))).toEqual([]);
  expect(addressOf(await store.get(address))).toBe(address);
});

test('files and folders are for nobody else', async () => {
  const store = await openFolderStore(folder);
  await store.put(address, bytes);
  const parent = path.join(folder, address.slice(0, 2));
  const others = 0o077;
  for (const name of [parent, path.join(parent, address.slice(2))]) {
    expect((await fs.stat(name)).mode & others).toBe(0);
  }
});
