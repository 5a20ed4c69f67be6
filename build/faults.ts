/**
 * `npm run faults -- vault [--runs N] [--seed S] [--backend leveldb|sqlite] [--scenario NAME] [--keep]`
 * `npm run faults -- sync [--runs N] [--seed S] [--client node|chromium] [--keep]`
 *
 * Makes accidents on purpose and checks what is left (docs/faults.md). Ends with a line `N runs, N failed`; exit 1 when
 * one failed.
 */
import type { FaultCount } from './lib/fault-count.ts';
import { faultsSync } from './lib/faults-sync.ts';
import { faultsVault } from './lib/faults-vault.ts';

const SUBJECTS: Readonly<Record<string, (args: readonly string[]) => Promise<FaultCount>>> = {
  vault: faultsVault,
  sync: faultsSync,
};

try {
  const [subject = '', ...args] = process.argv.slice(2);
  const run = SUBJECTS[subject];
  if (run === undefined) {
    throw new Error('Usage: npm run faults -- vault|sync [--runs N] [--seed S] [--keep] …');
  }
  const { runs, failed } = await run(args);
  console.log(`${String(runs)} runs, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// The script that started this one holds a channel open, which would keep a finished process alive.
process.exit();
