/** Scenes of people and roles. */
import type { Page } from 'playwright-core';
import { go, type Scene } from './scene.ts';

const options = { role: 'administrator' } as const;

async function openPerson(page: Page, index: number): Promise<void> {
  await go(page, 1);
  await page.locator('.cell-person button').nth(index).click();
  await page.locator('[data-screen="people-person"]').waitFor();
}

async function openRoles(page: Page): Promise<void> {
  await go(page, 1);
  await page.locator('.screen-aside button').nth(1).click();
}

export const PEOPLE_SCENES: readonly Scene[] = [
  { name: 'people', screen: 'people', options, steps: (page) => go(page, 1) },
  {
    name: 'people-empty',
    screen: 'people',
    options: { ...options, isEmpty: true },
    steps: (page) => go(page, 1),
  },
  {
    name: 'people-failing',
    screen: 'people',
    options: { ...options, isFailing: true },
    steps: async (page) => {
      await go(page, 1);
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'people-add',
    screen: 'people-add',
    options,
    steps: async (page) => {
      await go(page, 1);
      await page.locator('.screen-aside button').first().click();
      await page.locator('button[type=submit]').click();
      await page.locator('.field-problem').first().waitFor();
    },
  },
  {
    name: 'people-code',
    screen: 'people-person',
    options,
    steps: async (page) => {
      await openPerson(page, 1);
      await page.locator('.card .actions button').first().click();
      await page.getByRole('alertdialog').locator('.button-primary').click();
      await page.locator('.slip').waitFor();
    },
  },
  {
    name: 'people-unfinished',
    screen: 'people-person',
    options,
    steps: async (page) => {
      await openPerson(page, 2);
      await page.locator('.screen .banner').waitFor();
    },
  },
  {
    name: 'people-change',
    screen: 'people-change',
    options,
    steps: async (page) => {
      await openPerson(page, 2);
      await page.locator('.card').nth(1).locator('.actions button').first().click();
    },
  },
  {
    name: 'people-leave',
    screen: 'people-person',
    options,
    steps: async (page) => {
      await openPerson(page, 2);
      await page.locator('.button-danger').click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'roles', screen: 'roles', options, steps: openRoles },
  {
    name: 'roles-form',
    screen: 'roles-form',
    options,
    steps: async (page) => {
      await openRoles(page);
      await page.locator('.card .actions button').first().click();
    },
  },
];
