/** Scenes of the server's log in Settings. */
import type { Locator, Page } from 'playwright-core';
import { go, type Scene } from './scene.ts';

const ENUMERATORS_SETTINGS = 3;
const ADMINISTRATORS_SETTINGS = 3;

export const SERVER_LOG_SCENES: readonly Scene[] = [
  {
    name: 'server-log-none',
    screen: 'settings',
    options: { serverLog: 'none' },
    steps: (page) => openCard(page, ENUMERATORS_SETTINGS),
  },
  {
    name: 'server-log-conflict',
    screen: 'settings',
    options: { serverLog: 'conflict' },
    steps: async (page) => {
      await openCard(page, ENUMERATORS_SETTINGS);
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'server-log-saved',
    screen: 'settings',
    options: { role: 'administrator' },
    steps: async (page) => {
      await saveLog(page);
      await card(page).locator('.banner-success').waitFor();
    },
  },
  {
    name: 'server-log-broken',
    screen: 'settings',
    options: { role: 'administrator', serverLog: 'conflict' },
    steps: async (page) => {
      await saveLog(page);
      await card(page).getByRole('alert').nth(1).waitFor();
    },
  },
  {
    name: 'server-log-fetching',
    screen: 'settings',
    options: { role: 'administrator', serverLog: 'long' },
    steps: async (page) => {
      await saveLog(page);
      await page.getByRole('progressbar').waitFor();
    },
  },
];

/** The third card from the end, before the room on the disk and what runs here. */
function card(page: Page): Locator {
  return page.locator('.card').nth(-3);
}

async function openCard(page: Page, settings: number): Promise<void> {
  await go(page, settings);
  await card(page).scrollIntoViewIfNeeded();
}

async function saveLog(page: Page): Promise<void> {
  await openCard(page, ADMINISTRATORS_SETTINGS);
  await card(page).locator('.actions .button').last().click();
}
