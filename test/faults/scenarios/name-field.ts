/** The first name field of the real enrolment screen. */
import type { Page } from 'playwright-core';
import { DEMO_FORM } from '../../../server/seed/demo-form.ts';
import { DEMO_NOTICE } from '../../../server/seed/demo-notice.ts';
import { driveApp } from '../../support/app-driver.ts';
import { beginEnrolment, giveConsent } from '../../support/journey-steps.ts';
import type { FaultWindow } from '../page-vault.ts';

const GIVEN = { registration: 'given', contact: 'given', 'identity-photo': 'refused' } as const;
const KEY_PAUSE_MS = 25;

/** Begins an enrolment at the screens and goes on to the form. */
export async function openForm(page: Page): Promise<void> {
  const app = driveApp(page);
  await app.waitFor('home');
  await beginEnrolment(app);
  await giveConsent(app, { areas: [], form: DEMO_FORM, notice: DEMO_NOTICE }, GIVEN);
  await app.press('common.continue');
  await app.waitFor('enrol-form');
}

/** Reports what the name field holds whenever the screen says that it is saved. */
export async function watchSaving(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { fieldsealReport } = window as unknown as FaultWindow;
    const look = (): void => {
      const form = document.querySelector('[data-screen="enrol-form"]');
      const typed = form?.querySelector('input')?.value ?? '';
      if (typed === '' || form?.querySelector('.save-saved') === null) return;
      void fieldsealReport({ type: 'shown-saved', typed });
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['class'],
    });
  });
}

/** Types at the speed of a fast hand. */
export async function typeName(page: Page, text: string): Promise<void> {
  const field = page.locator('[data-screen="enrol-form"] input').first();
  await field.focus();
  await field.pressSequentially(text, { delay: KEY_PAUSE_MS });
}
