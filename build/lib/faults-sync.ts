import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepRegression } from '../../test/faults/regressions.ts';
import { prepareBrowser } from '../../test/faults/sync/prepare-chromium.ts';
import { prepareNodeLaptop } from '../../test/faults/sync/prepare-node.ts';
import { runSyncFault, type SyncRun } from '../../test/faults/sync/run-sync-fault.ts';
import { parseSyncOptions, type SyncFaultOptions } from '../../test/faults/sync/sync-options.ts';
import { drawPlan } from '../../test/faults/sync/sync-plan.ts';
import { stagesOver, type Prepared } from '../../test/faults/sync/sync-stage.ts';
import { openSyncWorld, type SyncWorld } from '../../test/faults/sync/sync-world.ts';
import { buildDemoApp } from '../demo/build-demo-app.ts';
import type { FaultCount } from './fault-count.ts';

/** One mistake is seen in every record; a few say it. */
const MOST_SHOWN = 8;

/**
 * `npm run faults -- sync`: a laptop delivers to a real server while the line between them, both programs, the database,
 * the disks and the clocks go wrong (docs/faults.md). Answers how many of how many runs failed. Needs PostgreSQL's
 * programs, and Chromium for some of the runs.
 */
export async function faultsSync(args: readonly string[]): Promise<FaultCount> {
  const options = parseSyncOptions(args);
  const { runs, isKept, plantedFault } = options;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-sync-faults-'));
  const world = await openSyncWorld(folder);
  let failed = 0;
  try {
    if (world.disk === null)
      console.log('No disk is filled: mounting a small one needs Linux and root.');
    const make = stagesOver(world, await prepare(world, options));
    for (let number = 0; number < runs; number++) {
      const { client } = options;
      const run = await runSyncFault(make, { seed: options.seed + number, client, isKept });
      report(run, number + 1, options);
      if (run.problems.length === 0) continue;
      failed += 1;
      if (plantedFault === undefined) {
        keepRegression('sync', { seed: run.seed, client: run.plan.client });
      }
    }
    return { runs, failed };
  } finally {
    await world.close();
    const isWorthKeeping = isKept || (failed > 0 && plantedFault === undefined);
    if (!isWorthKeeping) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Sets up the kinds of laptop that these runs draw. */
async function prepare(world: SyncWorld, options: SyncFaultOptions): Promise<Prepared> {
  const { runs, seed, client, plantedFault } = options;
  const seeds = Array.from({ length: runs }, (_unused, number) => seed + number);
  const drawn = new Set(seeds.map((one) => drawPlan(one, client).client));
  console.log(`Setting up laptops (${[...drawn].join(', ')}).`);
  const node = drawn.has('node') ? await prepareNodeLaptop(world, plantedFault) : undefined;
  if (!drawn.has('chromium')) return { node };
  const appFolder = await buildDemoApp({ folder: path.join(world.folder, 'app') });
  return { node, chromium: await prepareBrowser(world, appFolder) };
}

function report(run: SyncRun, number: number, { runs }: SyncFaultOptions): void {
  const { seed, plan, problems, accidents } = run;
  const line =
    plan.wireFaults.length === 0
      ? 'a clean line'
      : `${String(Math.round(plan.rate * 100))} % ${plan.wireFaults.join(', ')}`;
  const refusals = [...run.refusals].map(([code, times]) => `${code} ${String(times)}`);
  console.log(
    `${String(number).padStart(String(runs).length)}/${String(runs)}  seed ${String(seed)}  ` +
      `${plan.client}, ${plan.stock}; ${line}; ${accidents.join(', ') || 'no accident'}; ` +
      `${String(run.requests)} requests; ${refusals.join(', ') || 'no refusal'}  ` +
      `${run.seconds.toFixed(1)} s  ${problems.length === 0 ? 'whole' : 'FAILED'}`,
  );
  if (problems.length === 0) return;
  for (const problem of problems.slice(0, MOST_SHOWN)) console.log(`    ${problem}`);
  if (problems.length > MOST_SHOWN) {
    console.log(`    and ${String(problems.length - MOST_SHOWN)} more`);
  }
  console.log(`    left in ${run.folder}`);
  console.log(
    `    again: npm run faults -- sync --runs 1 --seed ${String(seed)} --client ${plan.client}`,
  );
}
