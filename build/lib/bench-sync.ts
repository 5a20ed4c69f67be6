import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { plotBars } from '../../test/bench/plot.ts';
import { describeMachine, formatLines, formatTable } from '../../test/bench/report.ts';
import { runSyncBench, type SyncSizes } from '../../test/bench/sync/run-sync-bench.ts';
import { judgeSync } from '../../test/bench/sync/sync-targets.ts';
import { replaceSection } from './docs-section.ts';
import { OUT, ROOT } from './paths.ts';

const FULL: SyncSizes = {
  senders: 20,
  batchesEach: 25,
  crowd: 1000,
  halfLoad: 200,
  stages: [10_000, 100_000, 1_000_000, 5_000_000],
  stageBatches: 200,
  lookUps: 1000,
  pulled: 10_000,
};
const QUICK: SyncSizes = {
  senders: 8,
  batchesEach: 5,
  crowd: 50,
  halfLoad: 20,
  stages: [5000, 20_000],
  stageBatches: 16,
  lookUps: 100,
  pulled: 500,
};
const PICTURE = 'bench-sync-growth.svg';

/** The server's bench, as `benchVault`. Needs PostgreSQL's programs and Chromium. */
export async function benchSync(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const sizes = values.quick ? QUICK : FULL;
  const result = await runSyncBench(sizes, (step) => {
    console.log(step);
  });
  const lines = judgeSync(result);
  console.log(`\n${formatLines('The server', lines)}\n`);
  const folder = path.join(OUT, 'bench');
  fs.mkdirSync(folder, { recursive: true });
  const facts = `\`${`npm run bench -- sync ${args.join(' ')}`.trim()}\` on ${new Date().toISOString().slice(0, 10)}: ${describeMachine()}.`;
  fs.writeFileSync(
    path.join(folder, 'sync.json'),
    `${JSON.stringify({ facts, sizes, result }, null, 2)}\n`,
  );
  const picture = plotBars(
    'Ingest, records a second, by records stored',
    '/s',
    result.growth.map(({ stored, recordsPerSecond }) => ({
      name: stored.toLocaleString('en'),
      value: recordsPerSecond,
    })),
  );
  fs.writeFileSync(path.join(folder, PICTURE), picture);
  if (values['write-docs']) {
    fs.writeFileSync(path.join(ROOT, 'docs/images', PICTURE), picture);
    const text = [facts, formatTable(lines), `![Ingest by records stored](images/${PICTURE})`];
    replaceSection(path.join(ROOT, 'docs/benchmarks.md'), 'sync', text.join('\n\n'));
  }
  return lines.filter((line) => line.passed === false).length;
}
