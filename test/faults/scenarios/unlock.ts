import { unlockVault } from '../page-vault.ts';
import type { Scenario } from './scenario.ts';

/** The vault is being opened: attempts are counted, keys derived, the index loaded. */
export const UNLOCK: Scenario = {
  name: 'unlock',
  profile: 'plain',
  weight: 2,
  plan: (random, { unlockMs }) => ({
    acknowledgements: 0,
    delayMs: random.between(0, Math.ceil(unlockMs * 1.1)),
  }),
  ready: () => Promise.resolve(),
  work: ({ laptop, profile }) => unlockVault(laptop.page, profile),
};

/** The vault is being opened and puts its many index pages together. */
export const COMPACT: Scenario = {
  ...UNLOCK,
  name: 'compact',
  profile: 'many-pages',
  plan: (random, { unlockMs }) => ({
    acknowledgements: 0,
    // Most of an unlock is the stretching of the passphrase; the pages come after it.
    delayMs: random.between(Math.floor(unlockMs * 0.6), Math.ceil(unlockMs * 1.3)),
  }),
};
