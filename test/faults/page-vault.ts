/** The vault of the page under test, by the calls that the screens make. */
import type { Page } from 'playwright-core';
import type { VaultApi } from '../../renderer/vault/vault-api.ts';
import type { JournalEntry } from './journal.ts';

/** What the demonstration's build of the app, and the run, put on the page. */
export interface FaultWindow {
  readonly fieldsealDemoVault: VaultApi;
  readonly fieldsealReport: (entry: JournalEntry) => Promise<void>;
}

/** Who unlocks, and by what. */
export interface SignIn {
  readonly operatorId: string;
  readonly passphrase: string;
}

export const PASSPHRASE = 'field of barley 41 faults';
const APP_LIMIT_MS = 20_000;

/** Opens the app and waits until it shows where things stand. */
export async function openApp(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page
    .locator('[data-screen]:not([data-screen="starting"])')
    .first()
    .waitFor({ timeout: APP_LIMIT_MS });
}

/** Unlocks in the worker; the screens follow by themselves. */
export async function unlockVault(page: Page, operator: SignIn): Promise<void> {
  await page.evaluate(
    async ([id, passphrase]) => {
      const vault = (window as unknown as FaultWindow).fieldsealDemoVault;
      await vault.beginUnlock(id);
      await vault.unlock(id, passphrase, { tier: 'passphrase-only' });
    },
    [operator.operatorId, operator.passphrase] as const,
  );
}

/** Sets a person up by passphrase, as the set-up screens do. Answers their id. */
export async function setUpOperator(page: Page, url: string, code: string): Promise<string> {
  return page.evaluate(
    async ([server, oneTimeCode, passphrase]) => {
      const vault = (window as unknown as FaultWindow).fieldsealDemoVault;
      await vault.lock();
      const person = await vault.claimCode(server, oneTimeCode);
      await vault.createOperator(oneTimeCode, passphrase, { tier: 'passphrase-only' });
      return person.operatorId;
    },
    [url, code, PASSPHRASE] as const,
  );
}

/** Lets the operator accept the grant that waits. */
export async function acceptGrant(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const vault = (window as unknown as FaultWindow).fieldsealDemoVault;
    await vault.checkGrant();
    await vault.acceptGrant();
  });
}

/** Approves every request that waits. */
export async function approveAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const vault = (window as unknown as FaultWindow).fieldsealDemoVault;
    for (const request of await vault.listRequests()) {
      await vault.approveRequest(request.requestHash);
    }
  });
}

/** Where the operator who is signed in may register. */
export async function readEnrolmentAreas(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const vault = (window as unknown as FaultWindow).fieldsealDemoVault;
    return (await vault.programme()).enrolmentAreaIds;
  });
}
