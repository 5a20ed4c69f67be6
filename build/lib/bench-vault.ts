import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend, BackendResult } from '../../test/bench/bench-result.ts';
import { startBenchServer } from '../../test/bench/bench-server.ts';
import { plotBars } from '../../test/bench/plot.ts';
import { describeMachine, formatLines, formatMarkdown } from '../../test/bench/report.ts';
import { runVaultBench, type BenchSizes } from '../../test/bench/run-vault-bench.ts';
import { median } from '../../test/bench/statistics.ts';
import { judge, type TargetLine } from '../../test/bench/targets.ts';
import { installBenchPeers } from './bench-peers.ts';
import { replaceSection } from './docs-section.ts';
import { OUT, ROOT } from './paths.ts';

const FULL: BenchSizes = {
  repetitions: 5,
  bulk: 10_000,
  bulkSlow: 2000,
  large: 100_000,
  operations: 1000,
  lookUps: 1000,
};
const QUICK: BenchSizes = {
  repetitions: 2,
  bulk: 2000,
  bulkSlow: 300,
  large: 5000,
  operations: 60,
  lookUps: 60,
};

interface Judged {
  readonly result: BackendResult;
  readonly lines: readonly TargetLine[];
}

/**
 * The vault's bench: prints each backend's lines, keeps the figures in `out/bench`, writes the documentation where asked.
 * Answers how many targets were missed.
 */
export async function benchVault(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      records: { type: 'string' },
      quick: { type: 'boolean', default: false },
      backend: { type: 'string', default: 'both' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const backends = backendsOf(values.backend);
  const sizes = sizesOf(values.quick, values.records);
  installBenchPeers();
  const judged: Judged[] = [];
  for (const backend of backends) {
    // Each has an administrator of its own, and a programme has one founder.
    const server = await startBenchServer('bench');
    try {
      const result = await runVaultBench(server, backend, sizes, (step) => {
        console.log(`${backend}: ${step}`);
      });
      const lines = judge(result);
      console.log(`\n${formatLines(`Vault on ${backend}`, lines)}\n`);
      judged.push({ result, lines });
    } finally {
      await server.close();
    }
  }
  write(judged, sizes, values['write-docs']);
  return judged.flatMap(({ lines }) => lines).filter((line) => line.passed === false).length;
}

function backendsOf(name: string): readonly Backend[] {
  if (name === 'both') return ['leveldb', 'sqlite'];
  if (name === 'leveldb' || name === 'sqlite') return [name];
  throw new Error(`--backend is leveldb, sqlite or both, not ${name}.`);
}

function sizesOf(isQuick: boolean, records: string | undefined): BenchSizes {
  const base = isQuick ? QUICK : FULL;
  if (records === undefined) return base;
  const large = Number(records);
  if (!Number.isInteger(large) || large < 1000) {
    throw new Error('--records is a whole number from 1000 on.');
  }
  return { ...base, large };
}

/** The figures as they are, and pictures; the documentation only where it was asked for. */
function write(results: readonly Judged[], sizes: BenchSizes, isForDocs: boolean): void {
  const folder = path.join(OUT, 'bench');
  fs.mkdirSync(folder, { recursive: true });
  const facts = {
    command: `npm run bench -- vault ${process.argv.slice(3).join(' ')}`.trim(),
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    browser: `Chromium ${results[0]?.result.browser ?? ''}`,
  };
  fs.writeFileSync(
    path.join(folder, 'vault.json'),
    `${JSON.stringify({ facts, sizes, results: results.map(({ result }) => result) }, null, 2)}\n`,
  );
  for (const { result } of results) {
    const picture = plotBars('Bulk enrolment, records a second (median)', '/s', [
      { name: 'vault, everything', value: median(result.bulk.vault) },
      { name: 'plain Dexie', value: median(result.bulk.peers.plain) },
      { name: 'dexie-encrypted', value: median(result.bulk.peers['dexie-encrypted']) },
      { name: 'RxDB, encrypted', value: median(result.bulk.peers.rxdb) },
    ]);
    const name = `bench-vault-${result.backend}.svg`;
    fs.writeFileSync(path.join(folder, name), picture);
    if (isForDocs) fs.writeFileSync(path.join(ROOT, 'docs/images', name), picture);
  }
  if (isForDocs) {
    replaceSection(path.join(ROOT, 'docs/benchmarks.md'), 'vault', formatMarkdown(facts, results));
  }
}
