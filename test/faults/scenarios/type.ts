import { unlockVault } from '../page-vault.ts';
import { openForm, typeName, watchSaving } from './name-field.ts';
import type { Scenario } from './scenario.ts';

/** Somebody types a name at the real screen; the draft is saved meanwhile. */
export const TYPE: Scenario = {
  name: 'type',
  profile: 'plain',
  weight: 3,
  isTyping: true,
  plan: (random) => ({
    acknowledgements: random.between(0, 4),
    delayMs: random.between(0, 350),
  }),
  async ready({ laptop, profile }) {
    await unlockVault(laptop.page, profile);
    await openForm(laptop.page);
    await watchSaving(laptop.page);
  },
  work: ({ laptop, typing }) => typeName(laptop.page, typing),
};
