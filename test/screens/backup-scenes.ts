/** Scenes of backups, permissions and a lost laptop. */
import type { Page } from 'playwright-core';
import { go, PASSPHRASE, type Scene } from './scene.ts';

export const BACKUP_SCENES: readonly Scene[] = [
  {
    name: 'backup-passphrase',
    screen: 'settings',
    options: {},
    steps: async (page) => {
      await openBackupDialog(page);
      await page.locator('.dialog input').first().fill('short');
      await page.locator('.dialog .button-primary').click();
      await page.locator('.dialog .field-problem').first().waitFor();
    },
  },
  {
    name: 'backup-writing',
    screen: 'settings',
    options: {},
    steps: async (page) => {
      await openBackupDialog(page);
      await page.locator('.dialog input').first().fill(PASSPHRASE);
      await page.locator('.dialog input').last().fill(PASSPHRASE);
      await page.keyboard.press('Enter');
      await page.locator('.progress').waitFor();
    },
  },
  {
    name: 'backup-restored',
    screen: 'settings',
    options: {},
    steps: async (page) => {
      await chooseBackup(page);
      await page.locator('input[type=password]').fill(PASSPHRASE);
      await page.locator('.card:has(input[type=file]) .button-primary').last().click();
      await page.locator('.card .banner-warning').waitFor();
    },
  },
  {
    name: 'backup-wrong-passphrase',
    screen: 'settings',
    options: {},
    steps: async (page) => {
      await chooseBackup(page);
      await page.locator('input[type=password]').fill('wrong');
      await page.locator('.card:has(input[type=file]) .button-primary').last().click();
      await page.locator('.card .banner-danger').waitFor();
    },
  },
  {
    name: 'backup-recovery',
    screen: 'settings',
    options: {},
    steps: async (page) => {
      await chooseBackup(page);
      await page.locator('.card:has(input[type=file]) .prose ~ .actions .button').nth(1).click();
      await page.locator('.report-list').waitFor();
    },
  },
  {
    name: 'backup-no-way',
    screen: 'settings',
    options: { isEmpty: true },
    steps: (page) => go(page, 3),
  },
  { name: 'backup-overdue', screen: 'home', options: { isBackupOverdue: true } },
  {
    name: 'lease-renew',
    screen: 'admin',
    options: { role: 'administrator' },
    steps: async (page) => {
      await chooseEndingLeases(page);
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'lease-renewed',
    screen: 'admin',
    options: { role: 'administrator' },
    steps: async (page) => {
      await chooseEndingLeases(page);
      await page.locator('.dialog .button-primary').click();
      await page.locator('.banner-success').waitFor();
    },
  },
  {
    name: 'lease-expired',
    screen: 'unlock',
    options: { role: null },
    steps: async (page) => {
      await page.locator('.card .button').first().click();
      await page.locator('.banner').waitFor();
    },
  },
  {
    name: 'loss-report',
    screen: 'admin-loss',
    options: { role: 'administrator' },
    steps: async (page) => {
      await page.locator('.cell-actions .button-quiet').nth(1).click();
      await page.locator('.report').waitFor();
    },
  },
  {
    name: 'loss-revoke',
    screen: 'admin-loss',
    options: { role: 'administrator' },
    steps: async (page) => {
      await page.locator('.cell-actions .button-quiet').nth(1).click();
      await page.locator('.report .button-danger').click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'loss-new-period',
    screen: 'admin-loss',
    options: { role: 'administrator' },
    steps: async (page) => {
      await page.locator('.cell-actions .button-quiet').nth(1).click();
      await page.locator('.report .button-danger').click();
      await page.getByRole('alertdialog').locator('.button-danger').click();
      await page.locator('.report .card .actions .button').click();
      await page.getByRole('alertdialog').locator('.button-primary').click();
      await page.locator('.report .card .banner').waitFor();
    },
  },
];

async function openBackupDialog(page: Page): Promise<void> {
  await go(page, 3);
  await page.locator('.card:has(input[type=file]) .button-primary').first().click();
  await page.getByRole('alertdialog').waitFor();
}

async function chooseBackup(page: Page): Promise<void> {
  await go(page, 3);
  await page.locator('input[type=file]').setInputFiles({
    name: 'fieldseal-R9TB-2026-11-22.fsbackup',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('backup'),
  });
  await page.locator('input[type=password]').waitFor();
}

async function chooseEndingLeases(page: Page): Promise<void> {
  await page.locator('.checkbox').first().waitFor();
  await page.locator('.card:has(.checkbox) .actions .button-secondary').click();
  await page.locator('.card:has(.checkbox) .actions .button-primary').click();
}
