import { unlockVault, type FaultWindow } from '../page-vault.ts';
import type { Scenario } from './scenario.ts';

const LONGEST_DELAY_MS = 700;

/** The operator's keys are renewed, and everything is sealed anew under them. */
export const RENEW_KEYS: Scenario = {
  name: 'renew-keys',
  profile: 'many-pages',
  weight: 4,
  plan: (random) => ({
    acknowledgements: 0,
    delayMs: random.between(0, LONGEST_DELAY_MS),
  }),
  ready: ({ laptop, profile }) => unlockVault(laptop.page, profile),
  async work({ laptop }) {
    await laptop.page.evaluate(async () => {
      const { fieldsealDemoVault: vault } = window as unknown as FaultWindow;
      // Twice, so that a kill also falls into a store that holds two older versions.
      await vault.renewKeys();
      await vault.renewKeys();
    });
  },
};
