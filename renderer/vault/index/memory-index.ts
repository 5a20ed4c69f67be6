import type { IndexEntry } from './index-page.ts';

/** The sealed indexes, opened into memory for as long as a vault is open. */
export interface MemoryIndex {
  /** Adds a record's entry; a newer version replaces an older one. */
  add(entry: IndexEntry): void;
  has(recordId: string): boolean;
  byPhoneLastFour(token: string): readonly string[];
  /** Records under any of the tokens. */
  byNameAndBirthDate(tokens: readonly string[]): readonly string[];
  /** Records that have, for every typed part, one of its tokens. */
  byName(parts: readonly (readonly string[])[]): readonly string[];
}

type TokenMap = Map<string, Set<string>>;

/** An empty index. */
export function createMemoryIndex(): MemoryIndex {
  const entries = new Map<string, IndexEntry>();
  const phones: TokenMap = new Map();
  const names: TokenMap = new Map();
  const pairs: TokenMap = new Map();

  function each(entry: IndexEntry, work: (map: TokenMap, token: string) => void): void {
    if (entry.phoneLastFour !== null) work(phones, entry.phoneLastFour);
    for (const token of entry.names) work(names, token);
    for (const token of entry.nameAndBirthDate) work(pairs, token);
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
    },
    has: (recordId) => entries.has(recordId),
    byPhoneLastFour: (token) => [...(phones.get(token) ?? [])],
    byNameAndBirthDate: (tokens) => [...union(pairs, tokens)],
    byName(parts) {
      const [first, ...rest] = parts.map((tokens) => union(names, tokens));
      if (first === undefined) return [];
      return [...first].filter((recordId) => rest.every((found) => found.has(recordId)));
    },
  };
}

function union(map: TokenMap, tokens: readonly string[]): ReadonlySet<string> {
  return new Set(tokens.flatMap((token) => [...(map.get(token) ?? [])]));
}
