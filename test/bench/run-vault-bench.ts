/** The measurements of the vault in one real browser; every repetition has a fresh database on disk. */
import type { Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import type { Backend, BackendResult, BulkResult, LargeResult } from './bench-result.ts';
import type { BenchServer } from './bench-server.ts';
import { driveBench, type BenchDriver } from './drive-bench.ts';
import type { PeerName } from './page/bench.ts';
import { rendererMemoryMb } from './processes.ts';

export interface BenchSizes {
  readonly repetitions: number;
  /** Records of a bulk enrolment, and of the slowest peer, whose rate does not depend on it. */
  readonly bulk: number;
  readonly bulkSlow: number;
  /** Records of the large store, and how often each operation on it is timed. */
  readonly large: number;
  readonly operations: number;
  /** Lookups of one round; there are as many rounds as repetitions. */
  readonly lookUps: number;
}

const SEED = 20_260_301;
const CHUNK_OF_LARGE = 10_000;
const PLAIN_LARGE = 'plain-large';
const PEERS: readonly PeerName[] = ['plain', 'dexie-encrypted', 'rxdb'];

/** Where a measurement stands, for whoever waits. */
export type Tell = (step: string) => void;

export async function runVaultBench(
  server: BenchServer,
  backend: Backend,
  sizes: BenchSizes,
  tell: Tell,
): Promise<BackendResult> {
  const chromium = await launchChromium({
    args: backend === 'sqlite' ? ['--enable-features=IdbSqliteBackingStore'] : [],
  });
  try {
    const page = chromium.context.pages()[0] ?? (await chromium.context.newPage());
    const bench = await openBench(page, server);
    const bulk = await measureBulk(bench, sizes, tell);
    const large = await measureLarge(bench, sizes, tell, () =>
      rendererMemoryMb(chromium.profileFolder),
    );
    const browser = chromium.context.browser()?.version() ?? '';
    return { backend, browser, bulk, large };
  } finally {
    await chromium.close();
  }
}

async function openBench(page: Page, server: BenchServer): Promise<BenchDriver> {
  const bench = driveBench(page, server);
  await bench.load();
  await bench.setUpOffice();
  return bench;
}

/** The stores take turns, so that whatever else the machine does falls on all of them. */
async function measureBulk(bench: BenchDriver, sizes: BenchSizes, tell: Tell): Promise<BulkResult> {
  const rates = {
    vault: [] as number[],
    delivery: [] as number[],
    sealing: [] as number[],
    writing: [] as number[],
    plain: [] as number[],
    'dexie-encrypted': [] as number[],
    rxdb: [] as number[],
  };
  const perSecond = (count: number, time: number): number => (count / time) * 1000;
  for (let repetition = 0; repetition < sizes.repetitions; repetition++) {
    tell(`bulk enrolment, repetition ${String(repetition + 1)} of ${String(sizes.repetitions)}`);
    const seed = SEED + repetition;
    await bench.setUpField(`bulk-${String(repetition)}`);
    const { saving, filing } = await bench.call('enrolMany', seed, sizes.bulk);
    rates.vault.push(perSecond(sizes.bulk, saving));
    rates.delivery.push(perSecond(sizes.bulk, saving + filing));
    const halves = await bench.call('enrolInHalves', seed + 500, sizes.bulk);
    rates.sealing.push(perSecond(sizes.bulk, halves.sealing));
    rates.writing.push(perSecond(sizes.bulk, halves.writing));
    await bench.removeField();
    for (const peer of PEERS) {
      const count = peer === 'rxdb' ? sizes.bulkSlow : sizes.bulk;
      await bench.openPeer(peer, `${peer}-${String(repetition)}`);
      rates[peer].push(perSecond(count, await bench.insertIntoPeer(seed, count)));
      await bench.removePeer();
    }
  }
  const { vault, delivery, sealing, writing, ...peers } = rates;
  return { records: sizes.bulk, vault, delivery, sealing, writing, peers };
}

async function measureLarge(
  bench: BenchDriver,
  sizes: BenchSizes,
  tell: Tell,
  memory: () => number | null,
): Promise<LargeResult> {
  await bench.setUpField('large');
  const first = Math.min(CHUNK_OF_LARGE, sizes.large);
  const countsSmall = await countAfterFirst(bench, sizes);
  for (let start = 0; start < sizes.large; start += first) {
    tell(`large store: ${String(start)} of ${String(sizes.large)} records`);
    await bench.call('enrolMany', SEED + start, Math.min(first, sizes.large - start));
  }
  tell('large store: opening');
  // A page of its own, as at the start of a day: only the vault is in its memory.
  await bench.load();
  await bench.reopenField();
  const memoryMb = memory();
  const positions = Array.from({ length: sizes.operations }, (_, at) =>
    Math.floor((at * first) / sizes.operations),
  );
  const open = [];
  const argon2 = [];
  const tickGaps = [];
  for (let repetition = 0; repetition < sizes.repetitions; repetition++) {
    const opened = await bench.reopen();
    open.push(opened.open);
    argon2.push(opened.argon2);
    tickGaps.push((await bench.unlockWhileTicking()).longestGap);
  }
  tell('large store: searches, lists, saves');
  const names = await bench.call('searchNames', SEED, first, positions);
  const { scan, check } = await bench.call('searchSimilar', SEED, first, positions);
  const list = await bench.call('listPages', sizes.operations);
  const countsLarge = await bench.call('countRecords', sizes.operations);
  const saves = await bench.saveOneByOne(SEED - 1, sizes.operations);
  tell('large store: lookups beside plain Dexie');
  const { lookUp, plainLookUp } = await lookUpInTurns(bench, sizes);
  await bench.removeField();
  return {
    records: sizes.large,
    save: saves.seal,
    saveDraft: saves.draft,
    lookUp,
    plainLookUp,
    names,
    list,
    scan,
    duplicates: check,
    countsSmall,
    countsLarge,
    open,
    argon2,
    tickGaps,
    memoryMb,
  };
}

async function countAfterFirst(bench: BenchDriver, sizes: BenchSizes): Promise<readonly number[]> {
  await bench.call('enrolMany', SEED - 2, 100);
  return bench.call('countRecords', sizes.operations);
}

/**
 * Rounds of lookups in the vault and in a plain store of the same people, in turns and each in a page of its own: what the
 * disk happens to do at one moment falls on few of them.
 */
async function lookUpInTurns(
  bench: BenchDriver,
  sizes: BenchSizes,
): Promise<Pick<LargeResult, 'lookUp' | 'plainLookUp'>> {
  const first = Math.min(CHUNK_OF_LARGE, sizes.large);
  await bench.openPeer('plain', PLAIN_LARGE);
  for (let start = 0; start < sizes.large; start += first) {
    await bench.insertIntoPeer(SEED + start, Math.min(first, sizes.large - start));
  }
  const lookUp: (readonly number[])[] = [];
  const plainLookUp: (readonly number[])[] = [];
  for (let round = 0; round < sizes.repetitions; round++) {
    const positions = Array.from({ length: sizes.lookUps }, (_, at) =>
      Math.floor(((at + round / sizes.repetitions) * first) / sizes.lookUps),
    );
    await bench.load();
    await bench.reopenField();
    lookUp.push(await bench.call('lookUp', SEED, first, positions));
    await bench.load();
    await bench.openPeer('plain', PLAIN_LARGE);
    plainLookUp.push(await bench.lookUpInPeer(SEED, first, positions));
  }
  await bench.removePeer();
  await bench.load();
  await bench.reopenField();
  return { lookUp, plainLookUp };
}
