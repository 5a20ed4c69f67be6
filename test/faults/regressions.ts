/** Seeds that failed once; they are run again by every test. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BACKENDS } from './browser-process.ts';
import { CLIENTS } from './sync/sync-plan.ts';

const FILE = path.join(import.meta.dirname, 'regressions.json');

const Seed = z.number().int().min(0);
const VaultRegression = z.strictObject({
  seed: Seed,
  scenario: z.string(),
  backend: z.literal(BACKENDS),
});
const SyncRegression = z.strictObject({ seed: Seed, client: z.literal(CLIENTS) });
const Regressions = z.strictObject({
  vault: z.array(VaultRegression),
  sync: z.array(SyncRegression),
});
export type Regressions = Readonly<z.infer<typeof Regressions>>;

/** Every seed that is kept. */
export function readRegressions(): Regressions {
  return Regressions.parse(JSON.parse(fs.readFileSync(FILE, 'utf8')));
}

/** Keeps a seed that failed; one that is kept already is not kept twice. */
export function keepRegression<Subject extends keyof Regressions>(
  subject: Subject,
  failed: Regressions[Subject][number],
): void {
  const known = readRegressions();
  const seeds: readonly object[] = known[subject];
  if (seeds.some((one) => JSON.stringify(one) === JSON.stringify(failed))) return;
  const kept = { ...known, [subject]: [...seeds, failed] };
  fs.writeFileSync(FILE, `${JSON.stringify(kept, null, 2)}\n`);
}
