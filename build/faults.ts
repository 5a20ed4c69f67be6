/**
 * `npm run faults -- vault [--runs N] [--seed S] [--backend leveldb|sqlite] [--scenario NAME] [--keep]`: kills a real
 * browser in the middle of work, over and over, and checks what is left (docs/faults.md). Ends with a line
 * `N runs, N failed`; exit 1 when one failed.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseOptions } from '../test/faults/options.ts';
import { plantFault } from '../test/faults/plant-fault.ts';
import { prepare } from '../test/faults/prepare.ts';
import { keepRegression } from '../test/faults/regressions.ts';
import { runFault, type FaultRun } from '../test/faults/run-fault.ts';
import { buildDemoApp } from './demo/build-demo-app.ts';

const options = parseOptions(process.argv.slice(2));
const { runs, seed: firstSeed, backend, scenario, isKept, plantedFault } = options;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-faults-'));
let failed = 0;
try {
  console.log(`Building the app and setting up a laptop (${backend}).`);
  // An app of its own: another run or a build beside this one must not take its files away.
  const appFolder = await buildDemoApp({
    folder: path.join(folder, 'app'),
    ...(plantedFault === undefined ? {} : { vaultPlugin: plantFault(plantedFault) }),
  });
  const preparation = await prepare(folder, appFolder, backend);
  try {
    for (let number = 0; number < runs; number++) {
      const run = await runFault(preparation, { seed: firstSeed + number, scenario, isKept });
      report(run, number + 1);
      if (run.problems.length === 0) continue;
      failed += 1;
      if (plantedFault === undefined) {
        keepRegression({ seed: run.seed, scenario: run.scenario, backend });
      }
    }
  } finally {
    await preparation.end();
  }
  console.log(`${String(runs)} runs, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  // A failure that nobody planted is worth a look at its profile.
  const isWorthKeeping = isKept || (failed > 0 && plantedFault === undefined);
  if (!isWorthKeeping) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
// The script that started this one holds a channel open, which would keep a finished process alive.
process.exit();

function report(run: FaultRun, number: number): void {
  const { seed, plan, problems } = run;
  console.log(
    `${String(number).padStart(String(runs).length)}/${String(runs)}  seed ${String(seed)}  ` +
      `${run.scenario.padEnd(10)}  killed ${String(plan.delayMs)} ms after acknowledgement ` +
      `${String(plan.acknowledgements)} (${String(run.acknowledged)} in all)  ` +
      `${run.seconds.toFixed(1)} s  ${problems.length === 0 ? 'whole' : 'FAILED'}`,
  );
  if (problems.length === 0) return;
  for (const problem of problems) console.log(`    ${problem}`);
  console.log(`    left in ${run.profileFolder}`);
  console.log(
    `    again: npm run faults -- vault --runs 1 --seed ${String(seed)} ` +
      `--scenario ${run.scenario} --backend ${backend}`,
  );
}
