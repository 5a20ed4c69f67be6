/**
 * `npm run -s vectors -- FILE.json [FILE…]`: runs published test vectors (Wycheproof, RFC 9180, OpenSPP
 * compatibility) and ends with a line `N passed, N failed`; exit 1 when one failed or nothing was given.
 */
import path from 'node:path';
import { ROOT } from './lib/paths.ts';
import { runVectorFile } from './vectors/run-file.ts';

const MOST_SHOWN = 50;
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Usage: npm run -s vectors -- FILE.json [FILE…]');
}

let passed = 0;
let failed = files.length === 0 ? 1 : 0;
for (const file of files) {
  const outcomes = await runVectorFile(path.resolve(ROOT, file));
  const failures = outcomes.filter(({ problem }) => problem !== null);
  passed += outcomes.length - failures.length;
  failed += failures.length;
  for (const { name, problem } of failures.slice(0, MOST_SHOWN)) {
    console.error(`FAILED ${path.basename(file)} ${name}: ${problem}`);
  }
  if (failures.length > MOST_SHOWN) {
    console.error(`FAILED ${path.basename(file)}: ${failures.length - MOST_SHOWN} more`);
  }
  const notes = Map.groupBy(
    outcomes.flatMap(({ note }) => note ?? []),
    (note) => note,
  );
  for (const [note, all] of notes) console.error(`${path.basename(file)}: ${all.length} ${note}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
