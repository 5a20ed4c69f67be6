/** Scenes of letting a laptop in by files. */
import type { Page } from 'playwright-core';
import { PASSPHRASE, type Scene } from './scene.ts';

const NEW_LAPTOP = { role: null, operators: 'none' } as const;
const OFFICE = { role: 'administrator' } as const;

export const FILE_SETUP_SCENES: readonly Scene[] = [
  {
    name: 'setup-file',
    screen: 'setup-file',
    options: NEW_LAPTOP,
    steps: async (page) => {
      await chooseFile(page);
      await page.locator('.form .button-primary').click();
      await page.locator('.field-problem').waitFor();
    },
  },
  { name: 'setup-file-waiting', screen: 'setup-waiting', options: NEW_LAPTOP, steps: setUp },
  {
    name: 'setup-file-saved',
    screen: 'setup-waiting',
    options: NEW_LAPTOP,
    steps: async (page) => {
      await setUp(page);
      await page.locator('.actions .button-primary').click();
      await page.locator('.banner-success').waitFor();
    },
  },
  {
    name: 'setup-file-give-up',
    screen: 'setup-waiting',
    options: NEW_LAPTOP,
    steps: async (page) => {
      await setUp(page);
      await page.locator('.actions .button-quiet').last().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'setup-file-damaged',
    screen: 'setup-waiting',
    options: NEW_LAPTOP,
    steps: async (page) => {
      await setUp(page);
      await openFile(page, '.form', 'damaged');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'setup-file-words',
    screen: 'setup-words',
    options: NEW_LAPTOP,
    steps: async (page) => {
      await setUp(page);
      await openFile(page, '.form', 'answer');
      await page.locator('[data-screen=setup-words]').waitFor();
    },
  },
  { name: 'admin-file-request', screen: 'admin', options: OFFICE, steps: choosePerson },
  {
    name: 'admin-file-approve',
    screen: 'admin',
    options: OFFICE,
    steps: async (page) => {
      await choosePerson(page);
      await approveButton(page).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'admin-file-approved',
    screen: 'admin',
    options: OFFICE,
    steps: async (page) => {
      await choosePerson(page);
      await approveButton(page).click();
      await page.getByRole('alertdialog').locator('.button-primary').click();
      await page.locator('.banner-success .button').first().waitFor();
    },
  },
  {
    name: 'admin-file-reject',
    screen: 'admin',
    options: OFFICE,
    steps: async (page) => {
      await openFile(page, REQUESTS, 'request');
      await page.locator('.request').last().locator('.actions button').last().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'admin-file-again',
    screen: 'admin',
    options: OFFICE,
    steps: async (page) => {
      await openFile(page, REQUESTS, 'granted');
      await page.locator('.banner-success .button').first().waitFor();
    },
  },
  {
    name: 'admin-file-nobody',
    screen: 'admin',
    options: { ...OFFICE, isEmpty: true },
    steps: async (page) => {
      await openFile(page, REQUESTS, 'nobody');
      await page.locator('.request .banner-warning').waitFor();
    },
  },
];

/** The card of requests, the first of the screen. */
const REQUESTS = '[data-screen=admin] .card >> nth=0';

async function chooseFile(page: Page): Promise<void> {
  await page.locator('.form .button-quiet').click();
  await page.locator('[data-screen=setup-file]').waitFor();
}

async function setUp(page: Page): Promise<void> {
  await chooseFile(page);
  await page.locator('.form input').fill('Amina Deng');
  await page.keyboard.press('Enter');
  await page.locator('[data-screen=setup-passphrase]').waitFor();
  await page.locator('input[type=password]').first().fill(PASSPHRASE);
  await page.locator('input[type=password]').last().fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.locator('[data-screen=setup-factor]').waitFor();
  await page.locator('.actions .button-primary').click();
  await page.locator('[data-screen=setup-waiting]').waitFor();
}

async function choosePerson(page: Page): Promise<void> {
  await openFile(page, REQUESTS, 'request');
  await page.locator('.select-button').first().click();
  await page.locator('.listbox-item').first().click();
  await page.locator('.request .rows').last().waitFor();
}

function approveButton(page: Page) {
  return page.locator('.request').last().locator('.button-primary');
}

async function openFile(page: Page, place: string, content: string): Promise<void> {
  await page
    .locator(place)
    .locator('input[type=file]')
    .setInputFiles({
      name: 'fieldseal-harbour-pencil.fsrequest',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(content),
    });
}
