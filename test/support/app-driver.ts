/** Steps of a person at the real screens, by their accessible names. Shared by the demonstration and tests. */
import type { Locator, Page } from 'playwright-core';
import type { Locale } from '../../shared/domain/localized-text.ts';
import { loadMessages, type Shown } from './app-messages.ts';

const SCREEN_TIMEOUT_MS = 30_000;

/** A browser page with the app in it, in one language. */
export interface AppDriver {
  readonly page: Page;
  /** What a message looks like on the screen. */
  text(messageId: string): Shown;
  /** Waits until the screen with this `data-screen` is shown. */
  waitFor(screen: string): Promise<Locator>;
  /** Presses the button with this message. */
  press(messageId: string, within?: Locator): Promise<void>;
  /** Types into the field with this message as its label. */
  type(messageId: string, text: string): Promise<void>;
  /** Goes to a screen by the navigation. */
  goTo(screen: 'home' | 'enrol' | 'sync' | 'review' | 'admin' | 'settings'): Promise<void>;
}

/** Credentials of one of the programme's people. */
export interface DemoSignIn {
  readonly name: string;
  readonly code: string;
  readonly passphrase: string;
}

/** Drives `page`, which must already show the app in this language. */
export function driveApp(page: Page, locale: Locale = 'en'): AppDriver {
  const shown = loadMessages(locale);
  const driver: AppDriver = {
    page,
    text: shown,
    async waitFor(screen) {
      const main = page.locator(`[data-screen="${screen}"]`);
      await main.waitFor({ timeout: SCREEN_TIMEOUT_MS });
      return main;
    },
    async press(messageId, within) {
      const button = (within ?? page).getByRole('button', { name: shown(messageId), exact: true });
      await button.click({ timeout: SCREEN_TIMEOUT_MS });
    },
    async type(messageId, text) {
      await page.getByLabel(shown(messageId), { exact: true }).fill(text);
    },
    async goTo(screen) {
      await page
        .getByRole('navigation')
        .getByRole('button', { name: shown(`nav.${screen}`), exact: true })
        .click();
      await driver.waitFor(screen === 'enrol' ? 'enrol-language' : screen);
    },
  };
  return driver;
}

/**
 * Sets a person up on this laptop until the request waits (or, for the first administrator, is done).
 * Answers the request's words as shown, none for the administrator.
 */
export async function setUpPerson(app: AppDriver, person: DemoSignIn): Promise<readonly string[]> {
  await app.waitFor('setup-code');
  await app.type('setup.code.code', person.code);
  await app.press('common.continue');
  await app.waitFor('setup-passphrase');
  await app.type('setup.passphrase.first', person.passphrase);
  await app.type('setup.passphrase.second', person.passphrase);
  await app.press('common.continue');
  await app.waitFor('setup-factor');
  await app.press('setup.factor.start');
  const outcome = app.page.locator('[data-screen="setup-waiting"], [data-screen="setup-done"]');
  await outcome.waitFor({ timeout: SCREEN_TIMEOUT_MS });
  if ((await outcome.getAttribute('data-screen')) === 'setup-done') {
    await app.press('setup.done.start');
    return [];
  }
  return readWords(outcome);
}

/** Takes the administrator's answer: the programme's words are read out, compared and accepted. */
export async function acceptGrant(app: AppDriver, expectedWords: readonly string[]): Promise<void> {
  const screen = await app.waitFor('setup-words');
  const words = await readWords(screen);
  if (words.join(' ') !== expectedWords.join(' ')) throw new Error('The programme’s words differ.');
  await app.press('setup.words.same');
  await app.waitFor('setup-done');
  await app.press('setup.done.start');
}

/** The six fingerprint words within `place`. */
export async function readWords(place: Locator): Promise<readonly string[]> {
  const words = place.locator('ol.words li');
  await words.first().waitFor({ timeout: SCREEN_TIMEOUT_MS });
  const texts = await words.allTextContents();
  if (texts.length !== 6) throw new Error(`six words expected, ${String(texts.length)} shown`);
  return texts.map((text) => text.trim());
}

/** Locks by the button in the navigation. */
export async function lockApp(app: AppDriver): Promise<void> {
  await app.press('nav.lock');
  await app.waitFor('unlock');
}
