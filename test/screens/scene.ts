import type { Page } from 'playwright-core';
import type { StandInOptions } from './stand-in-options.ts';

/** One screen that the harness shows, and how to get there. */
export interface Scene {
  readonly name: string;
  /** The `data-screen` that must be there at the end. */
  readonly screen: string;
  readonly options: Partial<StandInOptions>;
  /** Steps by element order and role, since the same steps run in every language. */
  readonly steps?: ((page: Page) => Promise<void>) | undefined;
}

export const PASSPHRASE = 'seven herons cross the delta';

/** Goes to the screen at this place of the navigation. */
export async function go(page: Page, index: number): Promise<void> {
  await page.locator('.rail-items button').nth(index).click();
}
