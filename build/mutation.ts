/**
 * `npm run mutation [-- --only SCOPE] [--files GLOB] [--fresh]`: changes the code in small ways, one at a time, and sees
 * whether a test notices. Reports go to `out/mutation`; exit 1 below the least score. Survivors worth a word
 * stand in `docs/mutation.md`. `--fresh` tries again what did not change since the last run.
 */
import { parseArgs } from 'node:util';
import { runMutation } from './mutation/run-mutation.ts';
import { isScopeName, SCOPES, type ScopeName } from './mutation/scopes.ts';

const LEAST_SCORE = 85;

const { values } = parseArgs({
  options: { only: { type: 'string' }, files: { type: 'string' }, fresh: { type: 'boolean' } },
});
if (values.only !== undefined && !isScopeName(values.only)) {
  throw new Error(`--only takes one of ${Object.keys(SCOPES).join(', ')}, not ${values.only}.`);
}
const names = values.only === undefined ? (Object.keys(SCOPES) as ScopeName[]) : [values.only];

let good = true;
for (const name of names) {
  const score = await runMutation(name, values);
  good &&= score >= LEAST_SCORE;
  console.log(`mutation score of ${name}: ${score.toFixed(1)} % (at least ${LEAST_SCORE} %)`);
}
// The script that started this one holds a channel open, which would keep a finished process alive.
process.exit(good ? 0 : 1);
