import type { NameCount } from './page/name-table.ts';

/** What a thief can see of one record in the raw store, by the name of where it stands. */
export type VisibleRecord = Readonly<Record<string, string>>;

export interface AttackOutcome {
  /** Where the values stood that were attacked. */
  readonly column: string;
  /** Different values in the column. */
  readonly values: number;
  /** Share of the records whose name was guessed, by matching the ranks of values with the ranks of names. */
  readonly byRank: number;
  /**
   * Share guessed by an attacker who even knows how names and values go together in one half of the records, and
   * guesses the other half by that.
   */
  readonly byKnownHalf: number;
}

/**
 * Mounts two attacks on every column: the frequency attack (the commonest value stands for the commonest name, and so
 * on; Naveed, Kamara, Wright 2015), and a stronger one that is given the names of half the records.
 */
export function attackColumns(
  records: readonly VisibleRecord[],
  names: readonly string[],
  counts: readonly NameCount[],
): readonly AttackOutcome[] {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return columns.map((column) => {
    const values = records.map((record) => record[column] ?? '');
    return {
      column,
      values: new Set(values).size,
      byRank: guessByRank(values, names, counts),
      byKnownHalf: guessByKnownHalf(values, names),
    };
  });
}

/** What guessing gives without looking at the store: everybody bears the commonest name. */
export function chanceLevel(names: readonly string[]): number {
  return Math.max(...countEach(names).values()) / names.length;
}

function guessByRank(
  values: readonly string[],
  names: readonly string[],
  counts: readonly NameCount[],
): number {
  const ranked = [...countEach(values)].sort((a, b) => b[1] - a[1]).map(([value]) => value);
  const guesses = new Map(ranked.map((value, rank) => [value, counts[rank]?.name]));
  return share(values, names, (value) => guesses.get(value));
}

function guessByKnownHalf(values: readonly string[], names: readonly string[]): number {
  const half = Math.floor(values.length / 2);
  const seen = new Map<string, Map<string, number>>();
  const known = names.slice(0, half);
  for (const [at, name] of known.entries()) {
    const value = values[at] ?? '';
    const held = seen.get(value) ?? new Map<string, number>();
    seen.set(value, held.set(name, (held.get(name) ?? 0) + 1));
  }
  const commonest = mostOften(countEach(known));
  const guesses = new Map([...seen].map(([value, held]) => [value, mostOften(held)]));
  return share(values.slice(half), names.slice(half), (value) => guesses.get(value) ?? commonest);
}

function share(
  values: readonly string[],
  names: readonly string[],
  guess: (value: string) => string | undefined,
): number {
  const right = values.filter((value, at) => guess(value) === names[at]).length;
  return right / values.length;
}

function mostOften(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function countEach(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
