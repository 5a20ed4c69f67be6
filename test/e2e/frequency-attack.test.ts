import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBenchServer, type BenchServer } from '../bench/bench-server.ts';
import { driveBench, type BenchDriver } from '../bench/drive-bench.ts';
import { attackColumns, chanceLevel } from '../bench/frequency-attack.ts';
import { NAME_COUNTS } from '../bench/page/name-table.ts';
import { launchChromium, type RunningChromium } from '../support/chromium.ts';
import { createSearcher, makeNeedles, searchFolder } from '../support/raw-search.ts';

/** FIELDSEAL_ATTACK_RECORDS=100000 for the whole; the default fits a test run. */
const RECORDS = Number(process.env['FIELDSEAL_ATTACK_RECORDS'] ?? 6000);
const SEED = 77;
const START_MS = 90_000;
const ATTACK_MS = 900_000;

/** How far over chance a column may come by luck: five standard deviations of the guessed share. */
const DEVIATIONS = 5;

/**
 * The items hold megabytes of base64url, where one of 1,500 names of six letters stands by chance in one run of ten; of
 * seven letters none does. A leak would show each name as often as it was enrolled, thousands of times in all.
 */
const SURE_LENGTH = 7;
const MOST_BY_CHANCE = 3;

let server: BenchServer;
let chromium: RunningChromium;
let bench: BenchDriver;

beforeAll(async () => {
  server = await startBenchServer('vault');
  chromium = await launchChromium();
  const page = chromium.context.pages()[0] ?? (await chromium.context.newPage());
  bench = driveBench(page, server);
  await bench.load();
  await bench.setUpOffice();
  await bench.setUpField('attacked');
}, START_MS);
afterAll(async () => {
  await chromium.close();
  await server.close();
}, START_MS);

describe('a stolen store, without its keys', () => {
  test(
    'no token and no length of a record tells its name better than chance',
    async () => {
      const truth = new Map(await bench.enrolNamed(SEED, RECORDS));
      await bench.load();
      const records = await bench.readRaw();
      expect(records).toHaveLength(RECORDS);
      const names = records.map((record) => truth.get(record.recordId) ?? '');
      const chance = chanceLevel(names);
      const most = chance + DEVIATIONS * Math.sqrt((chance * (1 - chance)) / (RECORDS / 2));
      const outcomes = attackColumns(
        records.map((record) => record.visible),
        names,
        NAME_COUNTS,
      );
      expect(outcomes.length).toBeGreaterThan(20);
      const gained = outcomes.filter(
        ({ byRank, byKnownHalf }) => Math.max(byRank, byKnownHalf) > most,
      );
      expect(gained).toEqual([]);

      // The same attack on the same rows, had names been indexed by open, deterministic tokens: it must work.
      const open = names.map((name) => ({ nameToken: `hmac of ${name}` }));
      const [control] = attackColumns(open, names, NAME_COUNTS);
      expect(control?.byRank).toBeGreaterThan(2 * chance);
      expect(control?.byKnownHalf).toBeGreaterThan(0.5);
    },
    ATTACK_MS,
  );

  test('no enrolled name stands in the raw bytes of the database', () => {
    const folder = path.join(chromium.profileFolder, 'Default/IndexedDB');
    const search = (names: readonly string[]): ReturnType<typeof searchFolder> => {
      const texts = names.map((text) => ({ kind: 'name', text }));
      return searchFolder(createSearcher(makeNeedles(texts)), folder);
    };
    const names = NAME_COUNTS.map(({ name }) => name);
    const long = search(names.filter((name) => name.length >= SURE_LENGTH));
    expect(long.bytes).toBeGreaterThan(RECORDS * 1000);
    expect(long.hits).toEqual([]);
    const short = search(names.filter((name) => name.length < SURE_LENGTH));
    expect(short.hits.length).toBeLessThanOrEqual(MOST_BY_CHANCE);
  });
});
