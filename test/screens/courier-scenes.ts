/** Scenes of delivery by stick, and of what the server refused. */
import type { Page } from 'playwright-core';
import { go, type Scene } from './scene.ts';

export const COURIER_SCENES: readonly Scene[] = [
  {
    name: 'courier-handed-over',
    screen: 'sync',
    options: {},
    steps: async (page) => {
      await handOver(page);
      await page.locator('.card:has(input[type=file]) .banner-success').waitFor();
    },
  },
  {
    name: 'courier-writing',
    screen: 'sync',
    options: { stick: 'slow' },
    steps: async (page) => {
      await handOver(page);
      await page.getByRole('progressbar').waitFor();
    },
  },
  {
    name: 'courier-reading',
    screen: 'sync',
    options: {},
    steps: async (page) => {
      await openFile(page, 'endless');
      await page.getByRole('progressbar').waitFor();
    },
  },
  {
    name: 'courier-cut-file',
    screen: 'sync',
    options: {},
    steps: async (page) => {
      await openFile(page, 'cut');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'courier-receipts',
    screen: 'sync',
    options: {},
    steps: async (page) => {
      await openFile(page, 'receipts');
      await page.locator('.card:has(input[type=file]) .banner-warning').waitFor();
    },
  },
  {
    name: 'courier-taken',
    screen: 'sync',
    options: { role: 'supervisor', isEmpty: true },
    steps: async (page) => {
      await openFile(page, 'batches');
      await page.locator('.banner-success').waitFor();
      await page.locator('.cell-actions').first().waitFor();
    },
  },
  {
    name: 'courier-receipts-saved',
    screen: 'sync',
    options: { role: 'administrator', isCarrying: true, isEmpty: true },
    steps: async (page) => {
      await go(page, 2);
      await page.locator('.card:has(.cell-actions) .button-primary').click();
      await page.locator('.banner-success').waitFor();
    },
  },
  {
    name: 'courier-drop',
    screen: 'sync',
    options: { role: 'administrator', isCarrying: true, isEmpty: true },
    steps: async (page) => {
      await go(page, 2);
      await page.locator('.cell-actions .button-quiet').nth(1).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'refused-again',
    screen: 'sync',
    options: {},
    steps: async (page) => {
      await go(page, 2);
      await page.locator('.row-stacked .button-secondary').first().click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'refused-mend',
    screen: 'enrol-form',
    options: {},
    steps: async (page) => {
      await go(page, 2);
      await page.locator('.row-stacked .button-primary').first().click();
      await page.locator('[data-field=area] button:focus').waitFor();
    },
  },
  {
    name: 'record-refused',
    screen: 'record',
    options: {},
    steps: async (page) => {
      await page.locator('.row-button').nth(3).click();
      await page.locator('.banner-danger .button-primary').waitFor();
    },
  },
];

async function handOver(page: Page): Promise<void> {
  await go(page, 2);
  await page.locator('.card:has(input[type=file]) .actions .button').first().click();
}

async function openFile(page: Page, content: string): Promise<void> {
  await go(page, 2);
  await page.locator('.card input[type=file]').setInputFiles({
    name: 'fieldseal-R9TB-2026-11-22.fsbatches',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  });
}
