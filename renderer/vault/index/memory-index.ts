import { createClkMatrix } from '../../../shared/matching/clk-matrix.ts';
import { createIdTable } from './id-table.ts';
import { CLK_BYTES, type IndexEntry } from './index-entry.ts';
import { decodePage, encodePage, tokenAt, type PageColumns, type PageIndex } from './page-bytes.ts';
import { createPostingLists, type PostingLists } from './posting-lists.ts';

/** A record that resembles another; `score` is 0 to 1. */
export interface SimilarRecord {
  readonly recordId: string;
  readonly score: number;
}

/** The sealed indexes, opened into memory for as long as a vault is open. */
export interface MemoryIndex {
  /** Adds records' entries; a newer version replaces an older one. */
  add(...entries: readonly IndexEntry[]): void;
  /** Adds a whole page, its columns as they are. */
  addPage(columns: PageColumns): void;
  has(recordId: string): boolean;
  /** The version that a record is indexed in, or 0. */
  versionOf(recordId: string): number;
  /** Records under any of the tokens, last added first. */
  find(index: string, tokens: readonly number[]): readonly string[];
  /** Records that have, for every part, one of its tokens, last added first. */
  findAll(index: string, parts: readonly (readonly number[])[]): readonly string[];
  /** The best `limit` records whose encoding has at least `threshold` (over 0) in common with `clk`, best first. */
  similar(clk: Uint8Array, threshold: number, limit: number): readonly SimilarRecord[];
}

const FIRST_CAPACITY = 1024;

/** Stands for the position of an entry that a newer version took the place of before. */
const OUTDATED = -1;

/** An encoding of nothing, for a record without a name and for one that a newer version took the place of. */
const NO_ENCODING = new Uint8Array(CLK_BYTES);

/**
 * An empty index. Entries stand at positions, in the order they came, in typed arrays; one that was replaced keeps its
 * position, with version 0.
 */
export function createMemoryIndex(): MemoryIndex {
  const ids = createIdTable();
  const lists = new Map<string, PostingLists>();
  const matrix = createClkMatrix();
  let versions = new Uint32Array(FIRST_CAPACITY);
  /** For each position, how many parts of the query it has met; all zero between queries. */
  let met = new Uint16Array(FIRST_CAPACITY);

  /** The position of a new entry; null for a version older than the one that stands. */
  function takePosition(columns: PageColumns, at: number): number | null {
    const version = columns.versions.getUint32(at * 4);
    const known = ids.find(columns.ids, at);
    if (known >= 0) {
      if ((versions[known] ?? 0) > version) return null;
      versions[known] = 0;
      matrix.replace(known, NO_ENCODING);
    }
    const position = ids.add(columns.ids, at);
    if (position === versions.length) {
      const larger = new Uint32Array(versions.length * 2);
      larger.set(versions);
      versions = larger;
      met = new Uint16Array(larger.length);
    }
    versions[position] = version;
    return position;
  }

  function addPage(columns: PageColumns): void {
    const positions = new Int32Array(columns.entries);
    let encoding = 0;
    for (let at = 0; at < columns.entries; at++) {
      const position = takePosition(columns, at);
      positions[at] = position ?? OUTDATED;
      const start = encoding * CLK_BYTES;
      const hasEncoding = columns.hasEncoding[at] === 1;
      if (hasEncoding) encoding += 1;
      if (position === null) continue;
      matrix.add(hasEncoding ? columns.encodings.subarray(start, start + CLK_BYTES) : NO_ENCODING);
    }
    for (const index of columns.indexes) addTokens(index, positions);
  }

  /** One index after the other, so that the lists of one are at hand. */
  function addTokens({ name, counts, tokens }: PageIndex, positions: Int32Array): void {
    const list = listsOf(name);
    let next = 0;
    for (let at = 0; at < positions.length; at++) {
      const position = positions[at] ?? OUTDATED;
      const end = next + (counts[at] ?? 0);
      if (position !== OUTDATED) {
        for (let k = next; k < end; k++) list.add(tokenAt(tokens, k), position);
      }
      next = end;
    }
  }

  function listsOf(name: string): PostingLists {
    const known = lists.get(name);
    if (known !== undefined) return known;
    const made = createPostingLists();
    lists.set(name, made);
    return made;
  }

  /** Positions that meet every part, in no order. */
  function positionsOf(index: string, parts: readonly (readonly number[])[]): readonly number[] {
    const list = lists.get(index);
    if (list === undefined) return [];
    const touched: number[] = [];
    // The rarest part first: it alone decides how many are looked at further.
    const sizes = new Map(parts.map((part) => [part, countOf(list, part)]));
    const rarestFirst = [...sizes.keys()].sort((a, b) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0));
    for (const [part, tokens] of rarestFirst.entries()) {
      for (const token of tokens) {
        list.each(token, (position) => {
          if (met[position] !== part || versions[position] === 0) return;
          met[position] = part + 1;
          if (part === 0) touched.push(position);
        });
      }
    }
    const found = touched.filter((position) => met[position] === rarestFirst.length);
    for (const position of touched) met[position] = 0;
    return found;
  }

  function findAll(index: string, parts: readonly (readonly number[])[]): readonly string[] {
    return [...positionsOf(index, parts)]
      .sort((a, b) => b - a)
      .map((position) => ids.idAt(position));
  }

  function versionOf(recordId: string): number {
    return versions[ids.positionOf(recordId)] ?? 0;
  }

  return {
    add: (...entries) => addPage(decodePage(encodePage(entries))),
    addPage,
    has: (recordId) => versionOf(recordId) > 0,
    versionOf,
    find: (index, tokens) => findAll(index, [tokens]),
    findAll,
    similar: (clk, threshold, limit) =>
      matrix
        .scan(clk, threshold, limit)
        .map(({ position, score }) => ({ recordId: ids.idAt(position), score })),
  };
}

function countOf(list: PostingLists, tokens: readonly number[]): number {
  return tokens.reduce((sum, token) => sum + list.count(token), 0);
}
