/** Scenes of the import of people from a file. */
import type { Page } from 'playwright-core';
import type { Scene } from './scene.ts';

export const IMPORT_SCENES: readonly Scene[] = [
  { name: 'import-file', screen: 'import-file', options: {}, steps: openImport },
  {
    name: 'import-refused',
    screen: 'import-file',
    options: {},
    steps: async (page) => {
      await openImport(page);
      await chooseFile(page, '');
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'import-match', screen: 'import-match', options: {}, steps: openMatch },
  {
    name: 'import-gaps',
    screen: 'import-match',
    options: { isEmpty: true },
    steps: async (page) => {
      await openMatch(page);
      await page.locator('.actions-foot .button-primary').click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'import-select',
    screen: 'import-match',
    options: {},
    steps: async (page) => {
      await openMatch(page);
      await page.locator('.select-button').first().click();
      await page.locator('.listbox-item').first().waitFor();
    },
  },
  { name: 'import-ready', screen: 'import-match', options: {}, steps: fillPlan },
  {
    name: 'import-checking',
    screen: 'import-check',
    options: { import: 'checking' },
    steps: check,
  },
  {
    name: 'import-checked',
    screen: 'import-check',
    options: {},
    steps: async (page) => {
      await check(page);
      await page.locator('.table').waitFor();
    },
  },
  {
    name: 'import-saving',
    screen: 'import-saving',
    options: { import: 'saving' },
    steps: async (page) => {
      await save(page);
      await page.locator('.progress').waitFor();
    },
  },
  { name: 'import-done', screen: 'import-done', options: {}, steps: save },
  {
    name: 'import-locked',
    screen: 'import-done',
    options: { import: 'locked' },
    steps: openImport,
  },
];

async function openImport(page: Page): Promise<void> {
  await page.locator('.screen-aside .button-secondary').click();
  await page.locator('[data-screen^=import-]').waitFor();
}

async function chooseFile(page: Page, content: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(content),
  });
}

async function openMatch(page: Page): Promise<void> {
  await openImport(page);
  await chooseFile(page, 'people');
  await page.locator('[data-screen=import-match]').waitFor();
}

/** Everything that is missing: the photo's column, how and in which language people consented, and the statement. */
async function fillPlan(page: Page): Promise<void> {
  await openMatch(page);
  const purposes = page.locator('.card').nth(1);
  await purposes.locator('.select-button').last().click();
  await page.locator('.listbox-item').nth(10).click();
  const consent = page.locator('.card').nth(2);
  await consent.locator('.choices-cards .choice').first().click();
  await consent.locator('.choices-segments .choice').first().click();
  await consent.locator('.checkbox').click();
}

async function check(page: Page): Promise<void> {
  await fillPlan(page);
  await page.locator('.actions-foot .button-primary').click();
  await page.locator('[data-screen=import-check]').waitFor();
}

async function save(page: Page): Promise<void> {
  await check(page);
  await page.locator('.table').waitFor();
  await page.locator('.screen > .actions .button-primary').click();
}
