import { createClkMatrix } from '../../../shared/matching/clk-matrix.ts';
import type { IndexEntry } from './index-page.ts';
import type { SealedIndex } from './index-plan.ts';

/** A record that resembles another; `score` is 0 to 1. */
export interface SimilarRecord {
  readonly recordId: string;
  readonly score: number;
}

/** The sealed indexes, opened into memory for as long as a vault is open. */
export interface MemoryIndex {
  /** Adds a record's entry; a newer version replaces an older one. */
  add(entry: IndexEntry): void;
  has(recordId: string): boolean;
  /** Records under any of the tokens. */
  find(index: SealedIndex, tokens: readonly number[]): readonly string[];
  /** Records that have, for every part, one of its tokens. */
  findAll(index: SealedIndex, parts: readonly (readonly number[])[]): readonly string[];
  /** The best `limit` records whose encoding has at least `threshold` (over 0) in common with `clk`, best first. */
  similar(clk: Uint8Array, threshold: number, limit: number): readonly SimilarRecord[];
}

type TokenMap = Map<number, Set<string>>;

/** An encoding of nothing, in the place of one that a newer version of its record no longer has. */
const NO_ENCODING = new Uint8Array(128);

/** An empty index. */
export function createMemoryIndex(): MemoryIndex {
  const entries = new Map<string, IndexEntry>();
  const maps: Readonly<Record<SealedIndex, TokenMap>> = {
    'phone-last-four': new Map(),
    name: new Map(),
    'name-and-birth-date': new Map(),
  };
  const matrix = createClkMatrix();
  const positions = new Map<string, number>();
  const recordIds: string[] = [];

  function each(entry: IndexEntry, work: (map: TokenMap, token: number) => void): void {
    for (const [index, map] of Object.entries(maps)) {
      for (const token of entry.sealed[index as SealedIndex]) work(map, token);
    }
  }

  function putEncoding(entry: IndexEntry): void {
    const position = positions.get(entry.recordId);
    if (position !== undefined) {
      matrix.replace(position, entry.clk ?? NO_ENCODING);
    } else if (entry.clk !== null) {
      positions.set(entry.recordId, matrix.add(entry.clk));
      recordIds.push(entry.recordId);
    }
  }

  return {
    add(entry) {
      const known = entries.get(entry.recordId);
      if (known !== undefined && known.version > entry.version) return;
      if (known !== undefined) {
        each(known, (map, token) => map.get(token)?.delete(entry.recordId));
      }
      entries.set(entry.recordId, entry);
      each(entry, (map, token) => {
        const held = map.get(token);
        if (held === undefined) map.set(token, new Set([entry.recordId]));
        else held.add(entry.recordId);
      });
      putEncoding(entry);
    },
    has: (recordId) => entries.has(recordId),
    find: (index, tokens) => [...union(maps[index], tokens)],
    findAll(index, parts) {
      const [first, ...rest] = parts.map((tokens) => union(maps[index], tokens));
      if (first === undefined) return [];
      return [...first].filter((recordId) => rest.every((found) => found.has(recordId)));
    },
    similar: (clk, threshold, limit) =>
      matrix.scan(clk, threshold, limit).map(({ position, score }) => ({
        recordId: recordIds[position] ?? '',
        score,
      })),
  };
}

function union(map: TokenMap, tokens: readonly number[]): ReadonlySet<string> {
  return new Set(tokens.flatMap((token) => [...(map.get(token) ?? [])]));
}
