import { enrolPeople } from '../enrol-people.ts';
import { unlockVault } from '../page-vault.ts';
import type { Scenario } from './scenario.ts';

const SLOWEST_CALL_MS = 60;
const MOST_ACKNOWLEDGEMENTS = 26;

/** Drafts are made, saved, discarded and sealed one after the other. */
export const ENROL: Scenario = {
  name: 'enrol',
  profile: 'plain',
  weight: 6,
  plan: (random) => ({
    acknowledgements: random.between(0, MOST_ACKNOWLEDGEMENTS),
    delayMs: random.between(0, SLOWEST_CALL_MS),
  }),
  ready: ({ laptop, profile }) => unlockVault(laptop.page, profile),
  async work({ laptop, people, random }) {
    const discarded = people.map((_person, number) => number).filter(() => random.chance(0.2));
    await enrolPeople(laptop.page, { people, discarded, left: [] });
  },
};
