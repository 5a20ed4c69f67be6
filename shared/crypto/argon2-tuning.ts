import { MINIMUM_ARGON2_COST, stretchPassphrase, type Argon2Cost } from './primitives/argon2.ts';
import { randomBytes } from './primitives/random.ts';

/** How long one derivation at `cost` takes on this machine, in milliseconds. */
export type MeasureArgon2 = (cost: Argon2Cost) => Promise<number>;

/** What unlocking may cost a person, in milliseconds: aimed at, and the span that is good enough. */
const AIM_MS = 500;
const LEAST_MS = 300;
const MOST_MS = 1000;
/** A machine so fast that this is not enough is none that anybody carries into the field. */
const MOST_ITERATIONS = 48;
/** A first guess and two corrections; a machine too busy to settle is not measured for ever. */
const ROUNDS = 3;

/**
 * The cost at which one derivation takes about half a second here, between 0.3 and 1.0 s, by the number of
 * iterations; never under the minimum (64 MiB, three iterations), however slow the machine.
 */
export async function tuneArgon2(measure: MeasureArgon2): Promise<Argon2Cost> {
  // The first run also compiles and warms up: it would make every machine look slow.
  await measure(MINIMUM_ARGON2_COST);
  let cost = MINIMUM_ARGON2_COST;
  let took = await measure(cost);
  for (let round = 0; round < ROUNDS && !isGoodEnough(cost, took); round++) {
    const next = { ...cost, iterations: iterationsFor(cost, took) };
    if (next.iterations === cost.iterations) break;
    cost = next;
    took = await measure(cost);
  }
  return cost;
}

/** Measures real derivations by `now`, a clock in milliseconds. */
export function createArgon2Stopwatch(now: () => number): MeasureArgon2 {
  const salt = randomBytes(16);
  return async (cost) => {
    const start = now();
    await stretchPassphrase('how fast is this laptop', salt, cost);
    return now() - start;
  };
}

/** At the minimum only time enough counts: there is nothing to take away. */
function isGoodEnough(cost: Argon2Cost, took: number): boolean {
  if (took < LEAST_MS) return false;
  return took <= MOST_MS || cost.iterations === MINIMUM_ARGON2_COST.iterations;
}

/** Time grows evenly with iterations. A clock that stood still tells nothing, so twice as many are tried. */
function iterationsFor(cost: Argon2Cost, took: number): number {
  const wanted = took > 0 ? Math.round((cost.iterations * AIM_MS) / took) : cost.iterations * 2;
  return Math.min(Math.max(wanted, MINIMUM_ARGON2_COST.iterations), MOST_ITERATIONS);
}
