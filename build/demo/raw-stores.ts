import fs from 'node:fs';
import path from 'node:path';
import { normaliseName } from '../../shared/domain/names.ts';
import { normaliseIdentifier, normalisePhone } from '../../shared/domain/normalise.ts';
import {
  createSearcher,
  makeNeedles,
  searchFolder,
  type Hit,
  type Searcher,
} from '../../test/support/raw-search.ts';
import type { DemoEntry } from './entries.ts';

/** What a search of the raw stores came to. */
export interface RawStoreReport {
  readonly needles: number;
  /** Needles that stood there before anybody was enrolled: ordinary words, which prove nothing. */
  readonly ordinaryWords: number;
  readonly files: number;
  readonly bytes: number;
  /** Identity numbers of digits alone that stand within a random id, a hash or the engine's own log. */
  readonly coincidences: number;
  readonly hits: readonly Hit[];
}

/**
 * A searcher for the entries' names, ids and telephones, as typed and as normalised, without those that
 * `folders` hold already.
 */
export function prepareRawSearch(
  entries: readonly DemoEntry[],
  folders: readonly string[],
): { readonly searcher: Searcher; readonly ordinaryWords: number } {
  const needles = makeNeedles(entries.flatMap(textsOf));
  const all = createSearcher(needles);
  const before = new Set(
    folders.flatMap((folder) => searchFolder(all, folder).hits.map(({ needle }) => needle)),
  );
  return {
    searcher: createSearcher(needles.filter((needle) => !before.has(needle))),
    ordinaryWords: before.size,
  };
}

/** Searches the folders' raw bytes. */
export function searchRawStores(
  prepared: ReturnType<typeof prepareRawSearch>,
  folders: readonly string[],
): RawStoreReport {
  const results = folders.map((folder) => searchFolder(prepared.searcher, folder));
  const found = results.flatMap(({ hits }) => hits);
  const hits = found.filter((hit) => !isCoincidence(hit));
  return {
    needles: prepared.searcher.needles.length,
    ordinaryWords: prepared.ordinaryWords,
    files: results.reduce((sum, { files }) => sum + files, 0),
    bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
    coincidences: found.length - hits.length,
    hits,
  };
}

/** A random id (RFC 9562) or a hash in hexadecimal is at least as long; no answer of the form is. */
const SHORTEST_RANDOM_RUN = 32;

/**
 * Thousands of seven-digit numbers meet, by chance, seven digits in a row in hexadecimal ids and hashes (one in
 * 27 places there is all digits) and in LevelDB's readable log of sizes and times. Only needles of digits alone are
 * excused, and only within such a run: one of 32 characters, or one that goes on right before the needle, where a
 * page of the database has cut it. An answer is stored whole, behind its length or a quote, never behind a
 * hexadecimal digit. What is excused is counted and shown.
 */
function isCoincidence({ file, offset, needle }: Hit): boolean {
  const digits = needle.bytes.toString('latin1').replaceAll('\0', '');
  // Six digits could stand behind CBOR's own length byte, which reads 'f'; from seven on it reads 'g' and beyond.
  if (!/^\d{7,}$/u.test(digits)) return false;
  if (/^LOG(?:\.old)?$/u.test(path.basename(file))) return true;
  // UTF-16 takes two bytes a character, of which one is zero here.
  const reach = SHORTEST_RANDOM_RUN * (needle.bytes.length / digits.length);
  const before = readAround(file, offset - reach, reach).replaceAll('\0', '');
  const after = readAround(file, offset + needle.bytes.length, reach).replaceAll('\0', '');
  const runBefore = /[\da-f-]*$/u.exec(before)?.[0].length ?? 0;
  const runAfter = /^[\da-f-]*/u.exec(after)?.[0].length ?? 0;
  return runBefore > 0 || digits.length + runAfter >= SHORTEST_RANDOM_RUN;
}

function readAround(file: string, start: number, length: number): string {
  const descriptor = fs.openSync(file, 'r');
  try {
    const from = Math.max(0, start);
    const buffer = Buffer.alloc(length - (from - start));
    const read = fs.readSync(descriptor, buffer, 0, buffer.length, from);
    return buffer.toString('latin1', 0, read);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The folder of a Chromium profile that holds IndexedDB. @throws Error when there is none yet. */
export function indexedDbFolder(profileFolder: string): string {
  const folder = path.join(profileFolder, 'Default', 'IndexedDB');
  if (!fs.existsSync(folder)) throw new Error('The profile holds no IndexedDB.');
  return folder;
}

/** What kind of datum was found in which file and how often; never the datum. */
export function describeHits(hits: readonly Hit[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { file, needle } of hits) {
    const place = `${needle.kind} of ${String(needle.bytes.length)} bytes in ${path.basename(file)}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].map(([place, count]) => `${place}: ${String(count)}`);
}

const NORMALISERS: Readonly<Record<string, (value: string) => string>> = {
  familyName: normaliseName,
  givenName: normaliseName,
  nationalId: normaliseIdentifier,
  phone: normalisePhone,
};

function textsOf(entry: DemoEntry): readonly { readonly kind: string; readonly text: string }[] {
  return Object.entries(NORMALISERS).flatMap(([fieldId, normalise]) => {
    const answer = entry.answers[fieldId];
    if (typeof answer !== 'string') return [];
    return [answer, normalise(answer)].map((text) => ({ kind: fieldId, text }));
  });
}
