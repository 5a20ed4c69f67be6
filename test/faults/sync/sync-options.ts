import { parseArgs } from 'node:util';
import { oneOf, wholeNumber } from '../options.ts';
import { SYNC_FAULTS } from './planted-sync-faults.ts';
import { CLIENTS, type Client } from './sync-plan.ts';

const DEFAULT_RUNS = 20;
const DEFAULT_SEED = 1;

/** What `npm run faults -- sync` is asked to do. */
export interface SyncFaultOptions {
  readonly runs: number;
  /** Seed of the first run; each further run takes the next. */
  readonly seed: number;
  /** Only laptops of this kind; each run draws its own when absent. */
  readonly client: Client | undefined;
  /** Laptops' disks are kept, for a look at them. */
  readonly isKept: boolean;
  /** A mistake that is built into laptops in Node, to see that the runs find it. */
  readonly plantedFault: string | undefined;
}

/** @throws Error with the usage for anything unknown. */
export function parseSyncOptions(args: readonly string[]): SyncFaultOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      client: { type: 'string' },
      keep: { type: 'boolean', default: false },
      plant: { type: 'string' },
    },
  });
  const planted = SYNC_FAULTS.map(({ name }) => name);
  if (positionals.length > 0) {
    throw new Error(
      `Usage: npm run faults -- sync [--runs N] [--seed S] [--client ${CLIENTS.join('|')}] [--keep] ` +
        `[--plant ${planted.join('|')}]`,
    );
  }
  const plantedFault = oneOf('--plant', values.plant, planted);
  return {
    runs: wholeNumber('--runs', values.runs, 1) ?? DEFAULT_RUNS,
    seed: wholeNumber('--seed', values.seed, 0) ?? DEFAULT_SEED,
    client: plantedFault === undefined ? oneOf('--client', values.client, CLIENTS) : 'node',
    isKept: values.keep,
    plantedFault,
  };
}
