/** Every screen that the harness shows: what the stand-in is asked to be, and how to get there. */
import type { Page } from 'playwright-core';
import { BACKUP_SCENES } from './backup-scenes.ts';
import { COURIER_SCENES } from './courier-scenes.ts';
import { FILE_SETUP_SCENES } from './file-setup-scenes.ts';
import { IMPORT_SCENES } from './import-scenes.ts';
import { PHOTO_SCENES } from './photo-scenes.ts';
import { ORDER_SCENES } from './order-scenes.ts';
import { PEOPLE_SCENES } from './people-scenes.ts';
import { PERMISSION_SCENES } from './permission-scenes.ts';
import { go, PASSPHRASE, type Scene } from './scene.ts';
import { SERVER_LOG_SCENES } from './server-log-scenes.ts';
import { SETTINGS_SCENES } from './settings-scenes.ts';

export const SCENES: readonly Scene[] = [
  { name: 'setup-code', screen: 'setup-code', options: { role: null, operators: 'none' } },
  {
    name: 'setup-passphrase',
    screen: 'setup-passphrase',
    options: { role: null, operators: 'none' },
    steps: claim,
  },
  {
    name: 'setup-factor',
    screen: 'setup-factor',
    options: { role: null, operators: 'none' },
    steps: choosePassphrase,
  },
  {
    name: 'setup-waiting',
    screen: 'setup-waiting',
    options: { role: null, operators: 'none' },
    steps: createOperator,
  },
  {
    name: 'setup-words',
    screen: 'setup-words',
    options: { role: null, operators: 'none', grant: 'ready' },
    steps: compareWords,
  },
  {
    name: 'setup-done',
    screen: 'setup-done',
    options: { role: null, operators: 'none', grant: 'ready' },
    steps: async (page) => {
      await compareWords(page);
      await page.locator('.button-primary').click();
    },
  },
  {
    name: 'unlock',
    screen: 'unlock',
    options: { role: null },
    steps: async (page) => {
      await page.locator('.operator').first().click();
      await page.locator('input[type=password]').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'unlock-outdated',
    screen: 'unlock',
    options: { role: null },
    steps: async (page) => {
      await page.locator('.operator').first().click();
      await page.locator('input[type=password]').fill('outdated');
      await page.keyboard.press('Enter');
      await page.locator('.card .actions .button').first().click();
      await page.locator('.banner-success').waitFor();
    },
  },
  { name: 'recover', screen: 'recover', options: { role: null }, steps: askForHelp },
  {
    name: 'recover-none',
    screen: 'recover',
    options: { role: null, recovery: 'none' },
    steps: askForHelp,
  },
  {
    name: 'recover-asked',
    screen: 'recover',
    options: { role: null, recovery: 'asked' },
    steps: async (page) => {
      await askForHelp(page);
      await page.locator('.words').waitFor();
    },
  },
  {
    name: 'recover-give-up',
    screen: 'recover',
    options: { role: null, recovery: 'asked' },
    steps: async (page) => {
      await askForHelp(page);
      await page.locator('.actions-foot .button-quiet').click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'recover-answered',
    screen: 'recover',
    options: { role: null, recovery: 'answered' },
    steps: async (page) => {
      await askForHelp(page);
      await page.locator('input[type=password]').first().fill('short');
      await page.locator('.form .button-primary').click();
      await page.locator('.field-problem').first().waitFor();
    },
  },
  { name: 'home', screen: 'home', options: {} },
  { name: 'home-empty', screen: 'home', options: { isEmpty: true } },
  { name: 'home-failing', screen: 'home', options: { isFailing: true } },
  {
    name: 'home-discard',
    screen: 'home',
    options: {},
    steps: async (page) => {
      await page.locator('.row-actions .button-quiet').first().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'record-returned',
    screen: 'record',
    options: {},
    steps: async (page) => page.locator('.row-button').nth(1).click(),
  },
  {
    name: 'record-sealed',
    screen: 'record',
    options: {},
    steps: async (page) => page.locator('.row-button').nth(2).click(),
  },
  { name: 'enrol-language', screen: 'enrol-language', options: {}, steps: (page) => go(page, 1) },
  { name: 'enrol-consent', screen: 'enrol-consent', options: {}, steps: beginEnrolment },
  {
    name: 'enrol-refused',
    screen: 'enrol-consent',
    options: {},
    steps: async (page) => {
      await beginEnrolment(page);
      await page.locator('.purpose').first().locator('.choice').nth(1).click();
    },
  },
  {
    name: 'enrol-signature',
    screen: 'enrol-consent',
    options: {},
    steps: async (page) => {
      await giveConsent(page);
      await page.locator('.card .choice').first().click();
      await page.locator('.signature-pad').scrollIntoViewIfNeeded();
      const box = await page.locator('.signature-pad').boundingBox();
      if (box === null) throw new Error('no signature pad');
      await page.mouse.move(box.x + 40, box.y + 80);
      await page.mouse.down();
      await page.mouse.move(box.x + 120, box.y + 30, { steps: 5 });
      await page.mouse.move(box.x + 200, box.y + 90, { steps: 5 });
      await page.mouse.up();
    },
  },
  { name: 'enrol-form', screen: 'enrol-form', options: {}, steps: openForm },
  {
    name: 'enrol-problems',
    screen: 'enrol-form',
    options: {},
    steps: async (page) => {
      await openForm(page);
      await page.locator('.actions-foot .button-primary').click();
      await page.locator('.banner-danger').waitFor();
    },
  },
  {
    name: 'enrol-duplicates',
    screen: 'enrol-form',
    options: { duplicates: true },
    steps: async (page) => {
      await fillForm(page);
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'enrol-check', screen: 'enrol-check', options: {}, steps: fillForm },
  {
    name: 'enrol-saved',
    screen: 'enrol-saved',
    options: {},
    steps: async (page) => {
      await fillForm(page);
      await page.locator('.actions-foot .button-primary').click();
    },
  },
  {
    name: 'sync',
    screen: 'sync',
    options: {},
    steps: async (page) => {
      await go(page, 2);
      await page.locator('.card-accent .button-primary').click();
      await page.locator('.banner-success').waitFor();
    },
  },
  {
    name: 'sync-failing',
    screen: 'sync',
    options: { isFailing: true },
    steps: (page) => go(page, 2),
  },
  { name: 'review', screen: 'review', options: { role: 'supervisor' } },
  { name: 'review-empty', screen: 'review', options: { role: 'supervisor', isEmpty: true } },
  {
    name: 'review-return',
    screen: 'review',
    options: { role: 'supervisor' },
    steps: async (page) => {
      await page.locator('.detail').waitFor();
      await page.keyboard.press('r');
      await page.getByRole('alertdialog').waitFor();
      await page.locator('.dialog .button-primary').click();
    },
  },
  { name: 'admin', screen: 'admin', options: { role: 'administrator' } },
  {
    name: 'admin-approve',
    screen: 'admin',
    options: { role: 'administrator' },
    steps: async (page) => {
      await page.locator('.request .button-primary').click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'admin-recovery-make',
    screen: 'admin',
    options: { role: 'administrator', recovery: 'none' },
    steps: async (page) => {
      await beginKeys(page);
      await page.locator('.select-button').last().click();
      await page.locator('.listbox-item').first().click();
      await page.locator('.form .button-primary').click();
      await page.locator('.field-problem').first().waitFor();
    },
  },
  {
    name: 'admin-recovery-sheet',
    screen: 'admin',
    options: { role: 'administrator', recovery: 'none' },
    steps: async (page) => {
      await beginKeys(page);
      for (const index of [0, 1, 2]) {
        await page
          .locator('.form input.input')
          .nth(index)
          .fill(`Holder ${String(index + 1)}`);
      }
      await page.locator('.form .button-primary').click();
      await page.locator('.slip').waitFor();
    },
  },
  {
    name: 'admin-recovery-answer',
    screen: 'admin',
    options: { role: 'administrator' },
    steps: async (page) => {
      await page.locator('.rows .row-actions .button').first().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  ...SETTINGS_SCENES,
  ...BACKUP_SCENES,
  ...COURIER_SCENES,
  ...PHOTO_SCENES,
  ...FILE_SETUP_SCENES,
  ...IMPORT_SCENES,
  ...SERVER_LOG_SCENES,
  ...PEOPLE_SCENES,
  ...PERMISSION_SCENES,
  ...ORDER_SCENES,
  {
    name: 'storage-low',
    screen: 'home',
    options: { freeBytes: 640_000_000 },
    steps: (page) => page.locator('.workspace-banner .banner-warning').first().waitFor(),
  },
  {
    name: 'storage-clearable',
    screen: 'home',
    options: { isPersistent: false },
    steps: async (page) => {
      const banner = page.locator('.workspace-banner .banner-warning').last();
      await banner.waitFor();
      await banner.getByRole('button').focus();
    },
  },
  {
    name: 'storage-nearly-full',
    screen: 'settings',
    options: { freeBytes: 90_000_000, isPersistent: false },
    steps: async (page) => {
      await page.locator('.workspace-banner .banner-danger').waitFor();
      await go(page, 3);
    },
  },
  {
    name: 'idle-warning',
    screen: 'home',
    options: { idleLockSeconds: 60 },
    steps: async (page) => {
      await page.getByRole('alertdialog').waitFor();
    },
  },
];

async function askForHelp(page: Page): Promise<void> {
  await page.locator('.operator').first().click();
  await page.locator('.unlock-form .button-quiet').click();
  await page.locator('[data-screen=recover] :is(.card, .banner, .form)').first().waitFor();
}

async function beginKeys(page: Page): Promise<void> {
  const card = page.locator('.card').filter({ has: page.locator('.banner-warning') });
  await card.locator('.button-primary').click();
  await page.locator('.form').waitFor();
}

async function claim(page: Page): Promise<void> {
  await page.locator('input').nth(-1).fill('ABCD-1234');
  await page.keyboard.press('Enter');
  await page.locator('[data-screen=setup-passphrase]').waitFor();
}

async function choosePassphrase(page: Page): Promise<void> {
  await claim(page);
  await page.locator('input[type=password]').first().fill(PASSPHRASE);
  await page.locator('input[type=password]').last().fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.locator('[data-screen=setup-factor]').waitFor();
}

async function createOperator(page: Page): Promise<void> {
  await choosePassphrase(page);
  await page.locator('.actions .button-primary').click();
  await page.locator('[data-screen=setup-waiting]').waitFor();
}

async function compareWords(page: Page): Promise<void> {
  await createOperator(page);
  await page.locator('.actions .button-primary').click();
  await page.locator('[data-screen=setup-words]').waitFor();
}

async function beginEnrolment(page: Page): Promise<void> {
  await go(page, 1);
  await page.locator('.language-choices button').first().click();
  await page.locator('.notice-sheet').waitFor();
}

async function giveConsent(page: Page): Promise<void> {
  await beginEnrolment(page);
  for (const index of [0, 1, 2]) {
    await page.locator('.purpose').nth(index).locator('.choice').first().click();
  }
}

async function openForm(page: Page): Promise<void> {
  await giveConsent(page);
  await page.locator('.card .choice').last().click();
  await page.locator('.actions-foot .button-primary').click();
  await page.locator('[data-screen=enrol-form]').waitFor();
}

async function fillForm(page: Page): Promise<void> {
  await openForm(page);
  const fields = page.locator('.screen input.input');
  await fields.nth(0).fill('Garang');
  await fields.nth(1).fill('Akuol');
  await page.locator('.choices-segments .choice').last().click();
  await fields.nth(2).fill('1987');
  await page.locator('.choices-cards .choice').first().click();
  await fields.nth(3).fill('NR1234567');
  await fields.nth(4).fill('+211 912 345 678');
  await page.locator('.select-button').last().click();
  await page.locator('.listbox-item').first().click();
  await page.locator('.actions-foot .button-primary').click();
}
