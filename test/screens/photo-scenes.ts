/** Scenes of photos that travel apart from their registrations. */
import type { Page } from 'playwright-core';
import { go, type Scene } from './scene.ts';

export const PHOTO_SCENES: readonly Scene[] = [
  {
    name: 'photo-review',
    screen: 'review',
    options: { role: 'supervisor', photo: 'here' },
    steps: async (page) => {
      await page.locator('.detail img.photo').first().waitFor();
      await page.locator('.photo-missing').first().waitFor();
    },
  },
  {
    name: 'photo-not-arrived',
    screen: 'review',
    options: { role: 'supervisor', photo: 'not-arrived' },
    steps: async (page) => {
      await page.locator('.photo-missing').nth(1).waitFor();
      await page.locator('.photo-missing').last().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'photo-loading',
    screen: 'record',
    options: { photo: 'loading' },
    steps: async (page) => {
      await page.locator('.row-button').nth(1).click();
      await page.locator('.photo-place').waitFor();
    },
  },
  {
    name: 'photo-no-network',
    screen: 'record',
    options: { photo: 'no-network' },
    steps: async (page) => {
      await page.locator('.row-button').nth(1).click();
      await page.locator('.photo-missing').waitFor();
      await page.locator('.photo-missing .button').click();
      await page.locator('.photo-missing').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'photo-kept',
    screen: 'enrol-form',
    options: { photo: 'here' },
    steps: async (page) => {
      await page.locator('.row-button').nth(1).click();
      await page.locator('.banner .button-primary').click();
      await page.locator('img.photo').waitFor();
      await page.locator('img.photo').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'photo-waiting',
    screen: 'sync',
    options: { photo: 'here' },
    steps: async (page) => {
      await go(page, 2);
      await page.locator('.card-accent .button-primary').click();
      await page.locator('.banner-success').waitFor();
    },
  },
  {
    name: 'photo-refused',
    screen: 'sync',
    options: { photo: 'refused' },
    steps: sendRefusedPhotos,
  },
];

async function sendRefusedPhotos(page: Page): Promise<void> {
  await go(page, 2);
  const card = page.locator('.card').filter({ hasText: 'K7QD-000012-4' });
  await card.locator('.actions .button').click();
  const left = page.locator('.card').filter({ hasText: 'K7QD-000023-9' });
  await left.locator('.banner-danger').waitFor();
  await left.scrollIntoViewIfNeeded();
}
