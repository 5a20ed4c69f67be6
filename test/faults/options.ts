import { parseArgs } from 'node:util';
import { BACKENDS, type Backend } from './browser-process.ts';
import { PLANTED_FAULTS, type PlantedFault } from './plant-fault.ts';
import { SCENARIOS } from './scenarios/all-scenarios.ts';

const DEFAULT_RUNS = 20;
const DEFAULT_SEED = 1;

/** What `npm run faults -- vault` is asked to do. */
export interface FaultOptions {
  readonly runs: number;
  /** Seed of the first run; each further run takes the next. */
  readonly seed: number;
  readonly backend: Backend;
  /** Only this scenario; each run draws its own when absent. */
  readonly scenario: string | undefined;
  /** Profiles are kept, for a look at them. */
  readonly isKept: boolean;
  /** A mistake that is built into the app, to see that the runs find it. */
  readonly plantedFault: PlantedFault | undefined;
}

/** @throws Error with the usage for anything unknown. */
export function parseOptions(args: readonly string[]): FaultOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      backend: { type: 'string', default: 'leveldb' },
      scenario: { type: 'string' },
      keep: { type: 'boolean', default: false },
      plant: { type: 'string' },
    },
  });
  if (positionals.length > 0) {
    throw new Error(
      'Usage: npm run faults -- vault [--runs N] [--seed S] [--backend leveldb|sqlite] ' +
        `[--scenario ${SCENARIOS.map(({ name }) => name).join('|')}] [--keep] ` +
        `[--plant ${PLANTED_FAULTS.join('|')}]`,
    );
  }
  return {
    runs: wholeNumber('--runs', values.runs, 1) ?? DEFAULT_RUNS,
    seed: wholeNumber('--seed', values.seed, 0) ?? DEFAULT_SEED,
    backend: oneOf('--backend', values.backend, BACKENDS) ?? 'leveldb',
    scenario: oneOf(
      '--scenario',
      values.scenario,
      SCENARIOS.map(({ name }) => name),
    ),
    isKept: values.keep,
    plantedFault: oneOf('--plant', values.plant, PLANTED_FAULTS),
  };
}

/** @throws Error that names the option, for anything but a whole number from `least` on. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new Error(`${name} takes a whole number from ${String(least)} on, not ${text}.`);
  }
  return value;
}

/** @throws Error that names the option and its values. */
export function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  known: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = known.find((one) => one === text);
  if (found === undefined) throw new Error(`${name} takes ${known.join(', ')}, not ${text}.`);
  return found;
}
