import type { SeededRandom } from '../../fixtures/people/random.ts';
import { ENROL } from './enrol.ts';
import { IMPORT } from './import.ts';
import { LOCK } from './lock.ts';
import { MIGRATE } from './migrate.ts';
import { RENEW_KEYS } from './renew-keys.ts';
import type { Scenario } from './scenario.ts';
import { TYPE } from './type.ts';
import { COMPACT, UNLOCK } from './unlock.ts';

export const SCENARIOS: readonly Scenario[] = [
  ENROL,
  TYPE,
  LOCK,
  UNLOCK,
  COMPACT,
  MIGRATE,
  RENEW_KEYS,
  IMPORT,
];

/** Draws one by its weight. */
export function drawScenario(random: SeededRandom): Scenario {
  return random.pick(
    SCENARIOS.flatMap((scenario) => Array.from({ length: scenario.weight }, () => scenario)),
  );
}
