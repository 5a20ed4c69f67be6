import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Backend } from '../../test/faults/browser-process.ts';
import { parseOptions } from '../../test/faults/options.ts';
import { plantFault } from '../../test/faults/plant-fault.ts';
import { prepare } from '../../test/faults/prepare.ts';
import { keepRegression } from '../../test/faults/regressions.ts';
import { runFault, type FaultRun } from '../../test/faults/run-fault.ts';
import { buildDemoApp } from '../demo/build-demo-app.ts';
import type { FaultCount } from './fault-count.ts';

/**
 * `npm run faults -- vault`: kills a real browser in the middle of work, over and over, and checks what is left
 * (docs/faults.md). Answers how many of how many runs failed.
 */
export async function faultsVault(args: readonly string[]): Promise<FaultCount> {
  const options = parseOptions(args);
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
        report(run, number + 1, runs, backend);
        if (run.problems.length === 0) continue;
        failed += 1;
        if (plantedFault === undefined) {
          keepRegression('vault', { seed: run.seed, scenario: run.scenario, backend });
        }
      }
    } finally {
      await preparation.end();
    }
    return { runs, failed };
  } finally {
    // A failure that nobody planted is worth a look at its profile.
    const isWorthKeeping = isKept || (failed > 0 && plantedFault === undefined);
    if (!isWorthKeeping) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function report(run: FaultRun, number: number, runs: number, backend: Backend): void {
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
