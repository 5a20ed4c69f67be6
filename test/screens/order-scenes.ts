/** Orders to laptops: giving them, and laptops on which they hold. */
import type { Page } from 'playwright-core';
import type { Scene } from './scene.ts';

export const ORDER_SCENES: readonly Scene[] = [
  { name: 'suspended', screen: 'suspended', options: { role: null, order: 'suspended' } },
  {
    name: 'suspended-still',
    screen: 'suspended',
    options: { role: null, order: 'suspended' },
    steps: async (page) => {
      await page.locator('.button-primary').click();
      await page.locator('.banner-info').waitFor();
    },
  },
  {
    name: 'suspended-offline',
    screen: 'suspended',
    options: { role: null, order: 'suspended', isFailing: true },
    steps: async (page) => {
      await page.locator('.button-primary').click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'destroyed',
    screen: 'destroyed',
    options: { role: null, operators: 'none', order: 'destroyed' },
  },
  {
    name: 'destroyed-told',
    screen: 'destroyed',
    options: { role: null, operators: 'none', order: 'destroyed-and-told' },
  },
  {
    name: 'admin-order',
    screen: 'admin',
    options: { role: 'administrator' },
    steps: openOrder,
  },
  {
    name: 'admin-order-destroy',
    screen: 'admin',
    options: { role: 'administrator' },
    steps: async (page) => {
      await openOrder(page);
      await page.locator('.dialog .choice').nth(2).click();
      await page.locator('.dialog .button-danger').click();
      await page.locator('.dialog .field-problem').first().waitFor();
    },
  },
];

/** The second laptop's: nothing is ordered of it. */
async function openOrder(page: Page): Promise<void> {
  const row = page.locator('.table tbody tr').nth(3);
  await row.locator('button').first().click();
  await page.locator('.dialog').waitFor();
}
