import { driveApp, lockApp } from '../../support/app-driver.ts';
import type { FaultWindow } from '../page-vault.ts';
import { unlockVault } from '../page-vault.ts';
import { openForm, typeName, watchSaving } from './name-field.ts';
import type { Scenario } from './scenario.ts';

const PIECES = 3;

/** The app is locked in the middle of a name, unlocked, and the name is typed on. */
export const LOCK: Scenario = {
  name: 'lock',
  profile: 'plain',
  weight: 3,
  isTyping: true,
  plan: (random) => ({
    acknowledgements: random.between(0, 6),
    delayMs: random.between(0, 400),
  }),
  async ready({ laptop, profile }) {
    await unlockVault(laptop.page, profile);
    await openForm(laptop.page);
    await watchSaving(laptop.page);
  },
  async work({ laptop, profile, typing }) {
    const { page } = laptop;
    const app = driveApp(page);
    const length = Math.ceil(typing.length / PIECES);
    for (let start = 0; start < typing.length; start += length) {
      await typeName(page, typing.slice(start, start + length));
      await lockApp(app);
      await page.evaluate(
        async (typed) => {
          await (window as unknown as FaultWindow).fieldsealReport({ type: 'locked', typed });
        },
        typing.slice(0, start + length),
      );
      await unlockVault(page, profile);
      await app.waitFor('enrol-form');
    }
  },
};
