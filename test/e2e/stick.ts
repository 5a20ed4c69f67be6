/** Files between laptops of a journey: the folder is the stick. */
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Laptop } from './laptop.ts';

/** What the laptop saves when this button is pressed, as it lies on the stick. */
export async function saveToStick(
  { app }: Laptop,
  folder: string,
  messageId: string,
  within?: Locator,
): Promise<string> {
  const saving = app.page.waitForEvent('download');
  await app.press(messageId, within);
  const download = await saving;
  const file = path.join(folder, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

/** Chooses a file from the stick behind this button. */
export async function chooseFromStick(
  { app }: Laptop,
  file: string,
  messageId: string,
  within?: Locator,
): Promise<void> {
  const choosing = app.page.waitForEvent('filechooser');
  await app.press(messageId, within);
  await (await choosing).setFiles(file);
}

/** Opens a file of batches or receipts and waits for what the screen says of it. */
export async function openDelivery(laptop: Laptop, file: string, says: RegExp): Promise<void> {
  const { app } = laptop;
  await app.goTo('sync');
  const card = app.page.getByRole('region', { name: app.text('courier.title') });
  await chooseFromStick(laptop, file, 'courier.open', card);
  await card.locator('.banner', { hasText: says }).waitFor();
}
