/** Steps of the main job at the real screens: unlock, approve, enrol, sync, review. */
import type { Locator } from 'playwright-core';
import type { ProgrammeView } from '../../renderer/vault/vault-api.ts';
import type { Answers } from '../../shared/forms/form-definition.ts';
import { readWords, type AppDriver, type DemoSignIn } from './app-driver.ts';

const WORK_TIMEOUT_MS = 60_000;
const SYNC_TIMEOUT_MS = 300_000;

/** What is answered at one enrolment. */
export interface ScreenEntry {
  readonly consent: Readonly<Record<string, 'given' | 'refused'>>;
  readonly answers: Answers;
}

/** Unlocks as this person: card, passphrase, fingerprint. */
export async function unlock(app: AppDriver, person: DemoSignIn): Promise<void> {
  const screen = await app.waitFor('unlock');
  await screen.getByRole('button', { name: person.name }).click();
  await app.type('unlock.passphrase', person.passphrase);
  await app.press('unlock.unlock');
  await screen.waitFor({ state: 'detached', timeout: WORK_TIMEOUT_MS });
}

/** From the unlock screen to the set-up of one more person. */
export async function addPerson(app: AppDriver): Promise<void> {
  await app.press('unlock.add-person');
  await app.waitFor('setup-code');
}

/** Administrator: compares the words of the only request with those heard, and approves it. */
export async function approveRequest(app: AppDriver, heard: readonly string[]): Promise<void> {
  await app.goTo('admin');
  await app.press('admin.refresh');
  const words = await readWords(app.page.locator('[data-screen="admin"] .request'));
  if (words.join(' ') !== heard.join(' ')) throw new Error('The request’s words differ.');
  await app.press('admin.approve');
  const dialog = app.page.getByRole('alertdialog');
  await app.press('admin.approve-confirm', dialog);
  await dialog.waitFor({ state: 'detached' });
}

/** Starts an enrolment with the notice in English, whatever language the screens have. */
export async function beginEnrolment(app: AppDriver): Promise<void> {
  await app.goTo('enrol');
  await app.page.locator('[data-screen="enrol-language"] button', { hasText: 'English' }).click();
  await app.waitFor('enrol-consent');
}

/** Answers every purpose, a witness being present, and goes on to the form. */
export async function giveConsent(
  app: AppDriver,
  programme: Pick<ProgrammeView, 'areas' | 'form' | 'notice'>,
  consent: ScreenEntry['consent'],
): Promise<void> {
  for (const purpose of programme.notice.purposes) {
    const group = app.page.getByRole('radiogroup', { name: purpose.name.en });
    await choose(group, consent[purpose.id] === 'given' ? 'given' : 'refused');
  }
  await choose(app.page.locator('[data-screen="enrol-consent"]'), 'verbal-witnessed');
  await app.type('enrol.witness.label', 'Demonstration');
}

/** Enrols one person by consent, form, duplicate check and read-back. Answers the number on the slip. */
export async function enrolAtScreen(
  app: AppDriver,
  programme: Pick<ProgrammeView, 'areas' | 'form' | 'notice'>,
  entry: ScreenEntry,
  onStep: (step: string) => Promise<void>,
): Promise<string> {
  await beginEnrolment(app);
  await giveConsent(app, programme, entry.consent);
  await onStep('consent');
  await app.press('common.continue');
  await app.waitFor('enrol-form');
  await fillForm(app, programme, entry.answers);
  await onStep('form');
  await app.press('common.continue');
  return saveChecked(app, onStep);
}

/** From the filled form to the slip; confirms deliberately where a duplicate is shown. */
export async function saveChecked(
  app: AppDriver,
  onStep: (step: string) => Promise<void>,
): Promise<string> {
  const check = app.page.locator('[data-screen="enrol-check"]');
  const warning = app.page.getByRole('alertdialog');
  await check.or(warning).first().waitFor({ timeout: WORK_TIMEOUT_MS });
  if (await warning.isVisible()) {
    await onStep('duplicates');
    await warning.getByRole('checkbox').check({ force: true });
    await app.press('duplicates.continue', warning);
  }
  await check.waitFor({ timeout: WORK_TIMEOUT_MS });
  await onStep('check');
  await app.press('enrol.check.save');
  const saved = app.page.locator('[data-screen="enrol-saved"]');
  await saved.waitFor({ timeout: WORK_TIMEOUT_MS });
  await onStep('saved');
  return (await saved.locator('.slip-number').textContent())?.trim() ?? '';
}

/** Syncs and waits for the report. */
export async function syncAtScreen(app: AppDriver): Promise<void> {
  await app.goTo('sync');
  await app.press('sync.now');
  await app.page
    .locator('[data-screen="sync"]')
    .getByRole('heading', { name: app.text('sync.report') })
    .waitFor({ timeout: SYNC_TIMEOUT_MS });
}

/** Supervisor: decides the record that is shown and waits for the next. */
export async function decideAtScreen(app: AppDriver, reason: string | null): Promise<void> {
  const title = app.page.locator('.detail-title');
  const before = await app.page.locator('.detail .code').first().textContent();
  if (reason === null) {
    await app.press('review.approve');
  } else {
    await app.press('review.return');
    const dialog = app.page.getByRole('alertdialog');
    await dialog.getByRole('textbox').fill(reason);
    await app.press('review.return.send', dialog);
    await dialog.waitFor({ state: 'detached' });
  }
  await app.page.waitForFunction(
    (shown) => document.querySelector('.detail .code')?.textContent !== shown,
    before,
  );
  await title.or(app.page.locator('[data-screen="review"] .empty')).first().waitFor();
}

/** Fills the form's questions, in order, with what is answered. */
export async function fillForm(
  app: AppDriver,
  programme: Pick<ProgrammeView, 'areas' | 'form' | 'notice'>,
  answers: Answers,
): Promise<void> {
  const screen = app.page.locator('[data-screen="enrol-form"]');
  for (const field of programme.form.fields) {
    const answer = answers[field.id];
    if (answer === undefined) continue;
    if (typeof answer === 'string' && field.type === 'choice') {
      await choose(screen.getByRole('radiogroup', { name: field.label.en }), answer);
    } else if (typeof answer === 'string' && field.type === 'area') {
      const area = programme.areas.find(({ id }) => id === answer);
      await screen.getByRole('button', { name: field.label.en }).click();
      await app.page.getByRole('option', { name: area?.name.en ?? answer }).click();
    } else if (typeof answer === 'string') {
      await screen.getByRole('textbox', { name: field.label.en }).fill(answer);
    } else if ('precision' in answer) {
      await fillBirthDate(app, screen, answer.precision, answer.value);
    }
  }
}

async function fillBirthDate(
  app: AppDriver,
  screen: Locator,
  precision: string,
  value: string,
): Promise<void> {
  await choose(screen, precision);
  const [year = '', month = '', day = ''] = value.split('-');
  if (day !== '') await app.type('enrol.birth-date.day', day);
  if (month !== '') {
    await screen.getByRole('button', { name: app.text('enrol.birth-date.month') }).click();
    await app.page
      .getByRole('option')
      .nth(Number(month) - 1)
      .click();
  }
  await app.type('enrol.birth-date.year', year);
}

/** The radio with this value; its box, not the hidden input, is what a finger meets. */
async function choose(within: Locator, value: string): Promise<void> {
  await within.locator(`label:has(input[value="${value}"])`).click();
}
