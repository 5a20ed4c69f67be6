/** Scenes of the settings. */
import type { Page } from 'playwright-core';
import { go, PASSPHRASE, type Scene } from './scene.ts';

export const SETTINGS_SCENES: readonly Scene[] = [
  {
    name: 'settings',
    screen: 'settings',
    options: { tier: 'gated' },
    steps: (page) => go(page, 3),
  },
  {
    name: 'settings-factor-add',
    screen: 'settings',
    options: {},
    steps: async (page) => {
      await openTask(page, '.actions .button', 0);
      await page.locator('.dialog input[type=password]').fill('wrong');
    },
  },
  {
    name: 'settings-factor-remove',
    screen: 'settings',
    options: {},
    steps: (page) => openTask(page, '.row-actions .button', 1),
  },
  {
    name: 'settings-passphrase',
    screen: 'settings',
    options: { recovery: 'none' },
    steps: async (page) => {
      await openTask(page, '.actions .button', 1);
      const fields = page.locator('.dialog input[type=password]');
      await fields.nth(0).fill('wrong');
      await fields.nth(1).fill(PASSPHRASE);
      await fields.nth(2).fill(PASSPHRASE);
      await page.locator('.dialog .button-primary').click();
      await page.locator('.dialog .banner-danger').waitFor();
    },
  },
  {
    name: 'settings-keys-unfinished',
    screen: 'settings',
    options: { keys: 'unfinished' },
    steps: async (page) => {
      await go(page, 3);
      await page.locator('.banner-warning').nth(1).waitFor();
    },
  },
  {
    name: 'settings-keys-renewing',
    screen: 'settings',
    options: { keys: 'renewing' },
    steps: async (page) => {
      await go(page, 3);
      await page.locator('.card:has(.chip-warning) .button-secondary').first().click();
      await page.locator('.progress').waitFor();
    },
  },
  {
    name: 'settings-keys-destroy',
    screen: 'settings',
    options: {},
    steps: async (page) => {
      await go(page, 3);
      await page.locator('.card:has(.chip-warning) .button-secondary').last().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'settings-log-broken',
    screen: 'settings',
    options: { isLogBroken: true },
    steps: async (page) => {
      await go(page, 3);
      await page.locator('.card:has(.activity-day) .button-secondary').first().click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'settings-log-checking',
    screen: 'settings',
    options: { isLogLong: true },
    steps: async (page) => {
      await go(page, 3);
      await page.locator('.card:has(.activity-day) .button-secondary').first().click();
      await page.getByRole('progressbar').waitFor();
      await page.locator('.card:has(.activity-day) .button-secondary').nth(1).click();
    },
  },
  {
    name: 'settings-failing',
    screen: 'settings',
    options: { isFailing: true },
    steps: async (page) => {
      await go(page, 3);
      await page.getByRole('alert').nth(1).waitFor();
    },
  },
];

/** Opens a dialog of the card with the ways to unlock. */
async function openTask(page: Page, button: string, index: number): Promise<void> {
  await go(page, 3);
  const card = page.locator('.card').filter({ has: page.locator('.rows .row-actions') });
  await card.first().locator(button).nth(index).click();
  await page.getByRole('alertdialog').waitFor();
}
