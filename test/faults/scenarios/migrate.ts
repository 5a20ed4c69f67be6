import { openApp } from '../page-vault.ts';
import type { Scenario } from './scenario.ts';

/** The app starts over a store that version 1 left, and brings it up to date. */
export const MIGRATE: Scenario = {
  name: 'migrate',
  profile: 'version-1',
  weight: 3,
  startsClosed: true,
  plan: (random, { startMs }) => ({
    acknowledgements: 0,
    delayMs: random.between(0, Math.ceil(startMs * 1.1)),
  }),
  ready: () => Promise.resolve(),
  work: ({ laptop }) => openApp(laptop.page, laptop.url),
};
