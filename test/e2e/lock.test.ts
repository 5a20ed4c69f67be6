/**
 * Locking in the middle of an answer: nothing decrypted stays on the screen or in the worker’s memory, the same person comes back
 * to the very question, another person sees nothing of it.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDemoApp } from '../../build/demo/build-demo-app.ts';
import { countInHeaps } from '../faults/heap.ts';
import { copyProfile, startLaptop, type FaultLaptop } from '../faults/laptop.ts';
import { PASSPHRASE } from '../faults/page-vault.ts';
import { prepare, type Preparation } from '../faults/prepare.ts';
import { openForm, typeName } from '../faults/scenarios/name-field.ts';
import { driveApp, type AppDriver } from '../support/app-driver.ts';
import { unlock } from '../support/journey-steps.ts';

const MARKER = 'Zyxwanduliqam';
const GIVEN_NAME = 'Vorhebinat';
const ENUMERATOR = { name: 'Yusuf Karam', code: '', passphrase: PASSPHRASE };
const ADMINISTRATOR = { name: 'Salma Darwish', code: '', passphrase: PASSPHRASE };

let folder = '';
let preparation: Preparation | undefined;
let laptop: FaultLaptop;
let app: AppDriver;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-lock-'));
  preparation = await prepare(folder, await buildDemoApp(), 'leveldb');
  const profileFolder = path.join(folder, 'lock');
  copyProfile(preparation.profiles.plain.folder, profileFolder);
  laptop = await startLaptop({ profileFolder, backend: 'leveldb', url: preparation.url });
  app = driveApp(laptop.page);
  await unlock(app, ENUMERATOR);
  await openForm(laptop.page);
  await typeName(laptop.page, MARKER);
});
afterAll(async () => {
  await laptop.kill();
  await preparation?.end();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** All that the page says, its attributes and fields included. */
async function shownText(): Promise<string> {
  return laptop.page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea')].map(
      (field) => (field as HTMLInputElement).value,
    );
    return [document.documentElement.outerHTML, document.title, location.href, ...fields].join();
  });
}

/** Names of the records that were on this laptop before. */
function knownNames(): readonly string[] {
  const { records, drafts } = preparation?.profiles.plain.baseline ?? {};
  const answers = [...(records?.values() ?? []), ...(drafts?.values() ?? [])];
  return answers.map(({ familyName }) => (typeof familyName === 'string' ? familyName : ''));
}

describe('a lock in the middle of an answer', () => {
  it('empties the screen and the worker’s memory', async () => {
    const given = laptop.page.locator('[data-field="givenName"] input');
    await given.focus();
    await given.pressSequentially(GIVEN_NAME);
    // The control: while the vault is open, the same search finds the name.
    expect((await countInHeaps(laptop.page, MARKER)).page).toBeGreaterThan(0);
    await laptop.page.keyboard.press('Control+Shift+L');
    await app.waitFor('unlock');
    const shown = await shownText();
    for (const name of [MARKER, GIVEN_NAME, ...knownNames()]) expect(shown).not.toContain(name);
    // The worker forgets at once. React keeps a few strings of the last screen until it renders over them.
    expect((await countInHeaps(laptop.page, MARKER)).workers).toBe(0);
  });

  it('leads the same person back to the very question', async () => {
    await unlock(app, ENUMERATOR);
    await app.waitFor('enrol-form');
    const given = laptop.page.locator('[data-field="givenName"] input');
    await laptop.page.waitForFunction(
      () => document.activeElement?.closest('[data-field]')?.hasAttribute('data-field') === true,
    );
    expect(await given.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await given.inputValue()).toBe(GIVEN_NAME);
    const family = laptop.page.locator('[data-field="familyName"] input');
    expect(await family.inputValue()).toBe(MARKER);
  });

  it('shows another person nothing of it', async () => {
    await laptop.page.keyboard.press('Control+Shift+L');
    await unlock(app, ADMINISTRATOR);
    await app.waitFor('admin');
    expect(await shownText()).not.toContain(MARKER);
    await laptop.page.keyboard.press('Control+Shift+L');
    await unlock(app, ENUMERATOR);
    await app.waitFor('home');
    await laptop.page.getByText(MARKER).waitFor();
  });
});
