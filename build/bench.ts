/**
 * `npm run bench -- vault [--records N] [--quick] [--backend leveldb|sqlite|both] [--write-docs]`
 * `npm run bench -- sync [--quick] [--write-docs]`
 */
import { benchSync } from './lib/bench-sync.ts';
import { benchVault } from './lib/bench-vault.ts';

const SUBJECTS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  vault: benchVault,
  sync: benchSync,
};

const [subject = '', ...args] = process.argv.slice(2);
const run = SUBJECTS[subject];
if (run === undefined) {
  throw new Error(
    'Usage: npm run bench -- vault [--records N] [--quick] [--backend leveldb|sqlite|both] [--write-docs], or: npm run bench -- sync [--quick] [--write-docs]',
  );
}
console.log(`${String(await run(args))} targets missed.`);
