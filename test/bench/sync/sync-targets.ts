import { median, quantile } from '../statistics.ts';
import type { TargetLine } from '../targets.ts';
import type { SyncResult } from './run-sync-bench.ts';

const LARGEST_DROP = 0.5;

/** The targets of the server, as the project set them before anything was measured. */
export function judgeSync(result: SyncResult): readonly TargetLine[] {
  const { recordsPerSecond, copyPerSecond, crowd, halfLoad, growth, lookUps, memoryMb } = result;
  const rates = growth.map((stage) => stage.recordsPerSecond);
  const ratio = recordsPerSecond / copyPerSecond;
  const seconds = result.pull.milliseconds / 1000;
  return [
    line(
      'ingest: verified, deduplicated, durable',
      `${whole(recordsPerSecond)}/s`,
      '>= 2,000/s',
      recordsPerSecond >= 2000,
    ),
    line(
      'ingest : raw COPY of the same rows',
      `${ratio.toFixed(2)} x (COPY ${whole(copyPerSecond)}/s)`,
      '>= 0.4 x',
      ratio >= 0.4,
    ),
    line(
      `${whole(crowd.laptops)} laptops at once`,
      `${String(crowd.failed)} failed, all answered in ${crowd.seconds.toFixed(1)} s`,
      '0 failed',
      crowd.failed === 0,
    ),
    line(
      'a batch of 100 at half load, p95',
      ms(quantile(halfLoad, 0.95)),
      '<= 500 ms',
      quantile(halfLoad, 0.95) <= 500,
    ),
    line('  p50 / p99', `${ms(median(halfLoad))} / ${ms(quantile(halfLoad, 0.99))}`, '', null),
    line(
      `duplicates of a record among ${whole(growth.at(-1)?.stored ?? 0)}, p99`,
      ms(quantile(lookUps, 0.99)),
      '<= 10 ms',
      quantile(lookUps, 0.99) <= 10,
    ),
    line(
      `${whole(result.pull.records)} records pulled and opened by a supervisor`,
      `${seconds.toFixed(1)} s`,
      '<= 15 s',
      seconds <= 15,
    ),
    line(
      'server memory, most',
      memoryMb === null ? 'not known here' : `${memoryMb.toFixed(0)} MB`,
      '<= 400 MB',
      memoryMb === null ? null : memoryMb <= 400,
    ),
    ...growth.map((stage) =>
      line(
        `  ingest with ${whole(stage.stored)} stored`,
        `${whole(stage.recordsPerSecond)}/s`,
        '',
        null,
      ),
    ),
    line(
      'ingest with most : with fewest stored',
      `${((rates.at(-1) ?? 0) / (rates[0] ?? 1)).toFixed(2)} x`,
      `flat (>= ${String(LARGEST_DROP)} x)`,
      (rates.at(-1) ?? 0) / (rates[0] ?? 1) >= LARGEST_DROP,
    ),
    line(
      'records acknowledged : held',
      `${whole(result.acknowledged)} : ${whole(result.held)}`,
      'equal',
      result.acknowledged === result.held,
    ),
  ];
}

function line(name: string, figure: string, target: string, passed: boolean | null): TargetLine {
  return { name, figure, target, passed };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}
