import type { BackendResult } from './bench-result.ts';
import { median, quantile } from './statistics.ts';

/** One line of the report: a figure beside what it is to be. */
export interface TargetLine {
  readonly name: string;
  readonly figure: string;
  readonly target: string;
  /** Null for a figure that has no target of its own. */
  readonly passed: boolean | null;
}

/** The targets of the vault, as the project set them before anything was measured. */
export function judge({ bulk, large }: BackendResult): readonly TargetLine[] {
  const plain = median(bulk.peers.plain);
  const vault = median(bulk.vault);
  const slower = (store: readonly number[]): number => vault / median(store);
  return [
    info(
      'bulk enrolment: durable, encrypted, found',
      `${rate(vault)} (plain Dexie ${rate(plain)})`,
    ),
    atLeast('bulk enrolment : plain Dexie, six plain indexes', vault / plain, 1),
    info(
      '  with all items made for delivery : plain Dexie',
      `${rate(median(bulk.delivery))}, ${(median(bulk.delivery) / plain).toFixed(2)} x`,
    ),
    info('  sealing alone', rate(median(bulk.sealing))),
    info(
      '  writing alone : plain Dexie',
      `${rate(median(bulk.writing))}, ${(median(bulk.writing) / plain).toFixed(2)} x`,
    ),
    atLeast('bulk enrolment : RxDB with encryption plugin', slower(bulk.peers.rxdb), 12),
    atLeast('bulk enrolment : dexie-encrypted', slower(bulk.peers['dexie-encrypted']), 1.4),
    atMost('single save, page to page, p99', large.save, 0.99, 25),
    info('  draft save, p50 / p99', times(large.saveDraft)),
    lookUpLine(large),
    info('  p50 / p99 of each', `${rounds(large.lookUp)}; plain ${rounds(large.plainLookUp)}`),
    atMost('search for three names, p99', large.names, 0.99, 2),
    atMost('list page of 50 decrypted, p95', large.list, 0.95, 10),
    atMost('fuzzy search over all records, p95', large.scan, 0.95, 40),
    atMost('whole duplicate check, p95', large.duplicates, 0.95, 40),
    atMost('open after the key is known, median', large.open, 0.5, 400),
    {
      name: 'counters: many records : few, median',
      figure: `${ms(median(large.countsLarge))} : ${ms(median(large.countsSmall))}`,
      target: 'constant (2 x and 1 ms allowed)',
      passed:
        median(large.countsLarge) <=
        Math.max(2 * median(large.countsSmall), median(large.countsSmall) + 1),
    },
    {
      name: 'memory of the renderer',
      figure: large.memoryMb === null ? 'not known here' : `${large.memoryMb.toFixed(0)} MB`,
      target: '<= 350 MB',
      passed: large.memoryMb === null ? null : large.memoryMb <= 350,
    },
    {
      name: 'Argon2id at unlock, median',
      figure: ms(median(large.argon2)),
      target: '300 to 1000 ms',
      passed: median(large.argon2) >= 300 && median(large.argon2) <= 1000,
    },
    atMost('page held up during unlock, longest', large.tickGaps, 1, 50),
  ];
}

function info(name: string, figure: string): TargetLine {
  return { name, figure, target: '', passed: null };
}

function atLeast(name: string, ratio: number, least: number): TargetLine {
  return {
    name,
    figure: `${ratio.toFixed(2)} x`,
    target: `>= ${String(least)} x`,
    passed: ratio >= least,
  };
}

function atMost(name: string, values: readonly number[], share: number, most: number): TargetLine {
  const value = quantile(values, share);
  return { name, figure: ms(value), target: `<= ${String(most)} ms`, passed: value <= most };
}

function lookUpLine({ lookUp, plainLookUp }: BackendResult['large']): TargetLine {
  const ratio = ofRounds(lookUp, 0.99) / ofRounds(plainLookUp, 0.99);
  return {
    name: 'exact lookup with decryption : plain Dexie, p99',
    figure: `${ratio.toFixed(2)} x`,
    target: '<= 1.2 x',
    passed: ratio <= 1.2,
  };
}

/** The median of what each round gave. */
function ofRounds(all: readonly (readonly number[])[], share: number): number {
  return median(all.map((round) => quantile(round, share)));
}

function rounds(all: readonly (readonly number[])[]): string {
  return `${ms(ofRounds(all, 0.5))} / ${ms(ofRounds(all, 0.99))}`;
}

function rate(value: number): string {
  return `${Math.round(value).toLocaleString('en')}/s`;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

function times(values: readonly number[]): string {
  return `${ms(median(values))} / ${ms(quantile(values, 0.99))}`;
}
