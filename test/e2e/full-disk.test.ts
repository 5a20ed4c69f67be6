/**
 * A disk that fills up in the middle of an enrolment, on a real file system: the screen says so by its code, keeps what
 * was typed, and goes on by itself when there is room again.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDemoApp } from '../../build/demo/build-demo-app.ts';
import { BACKENDS } from '../faults/browser-process.ts';
import { copyProfile, startLaptop } from '../faults/laptop.ts';
import { unlockVault } from '../faults/page-vault.ts';
import { prepare } from '../faults/prepare.ts';
import { openForm, typeName } from '../faults/scenarios/name-field.ts';
import { mountSmallDisk } from '../faults/small-disk.ts';
import { readSnapshot } from '../faults/snapshot.ts';

const DISK_MEGABYTES = 64;
const MOST_SAVES = 200;
const MENDED_LIMIT_MS = 30_000;

let folder = '';
let appFolder = '';
const disk = mountSmallDisk(
  path.join(os.tmpdir(), `fieldseal-disk-${String(process.pid)}`),
  DISK_MEGABYTES,
);

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-full-disk-'));
  if (typeof disk !== 'string') appFolder = await buildDemoApp();
});
afterAll(() => {
  if (typeof disk !== 'string') disk.remove();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('a disk that fills up', () => {
  it.for(BACKENDS)('loses nothing that was typed (%s)', async (backend, { skip }) => {
    if (typeof disk === 'string') {
      skip(disk);
      return;
    }
    const preparation = await prepare(path.join(folder, backend), appFolder, backend);
    const { plain } = preparation.profiles;
    const profileFolder = path.join(disk.folder, 'profile');
    copyProfile(plain.folder, profileFolder);
    const options = { profileFolder, backend, url: preparation.url };
    let lastTyped = '';
    const laptop = await startLaptop(options);
    try {
      const { page } = laptop;
      await unlockVault(page, plain);
      await openForm(page);
      await typeName(page, 'Abdul');
      await page.locator('.save-saved').waitFor();

      disk.fill();
      const field = page.locator('[data-screen="enrol-form"] input').first();
      // The database has set some space aside; it takes many saves to use that up.
      const message = page.getByText('vault.storage-full');
      let typed = 'Abdul';
      for (let save = 0; save < MOST_SAVES && !(await message.isVisible()); save++) {
        typed = `Abdulrahman ${String(save)} ${'of Zarghun '.repeat(60)}`;
        await field.fill(typed);
        await page.locator('.save-waiting, .save-saving').waitFor({ state: 'detached' });
      }
      await message.waitFor();
      expect(await field.inputValue()).toBe(typed);

      disk.free();
      await page.locator('.save-saved').waitFor({ timeout: MENDED_LIMIT_MS });
      await message.waitFor({ state: 'detached' });
      lastTyped = typed;
    } finally {
      await laptop.kill();
      disk.free();
    }
    const again = await startLaptop(options);
    try {
      await unlockVault(again.page, plain);
      const { drafts, records } = await readSnapshot(again.page);
      const names = drafts.map((held) => held.draft?.answers['familyName']);
      expect(names).toContain(lastTyped);
      expect(records).toHaveLength(plain.baseline.records.size);
    } finally {
      await again.kill();
      await preparation.end();
    }
  });
});
