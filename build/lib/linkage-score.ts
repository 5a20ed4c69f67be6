/** How well found pairs agree with the truth; a figure that nothing was found or nothing is true for is 0. */
export interface LinkageScore {
  readonly truePairs: number;
  readonly foundPairs: number;
  readonly rightPairs: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and their harmonic mean. */
export function scorePairs(
  truePairs: number,
  foundPairs: number,
  rightPairs: number,
): LinkageScore {
  const precision = foundPairs === 0 ? 0 : rightPairs / foundPairs;
  const recall = truePairs === 0 ? 0 : rightPairs / truePairs;
  const f1 = rightPairs === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { truePairs, foundPairs, rightPairs, precision, recall, f1 };
}

/** Scores links between two lists; entries whose `person` is equal are the same person. */
export function scoreLinks(
  links: readonly { readonly a: number; readonly b: number }[],
  personsA: readonly string[],
  personsB: readonly string[],
): LinkageScore {
  const countsB = countEach(personsB);
  const truePairs = personsA.reduce((sum, person) => sum + (countsB.get(person) ?? 0), 0);
  const right = links.filter(({ a, b }) => personsA[a] === personsB[b]).length;
  return scorePairs(truePairs, links.length, right);
}

/** Scores groups of one list by the pairs in them. */
export function scoreGroups(
  groups: readonly (readonly number[])[],
  persons: readonly string[],
): LinkageScore {
  const found = groups.reduce((sum, group) => sum + pairsOf(group.length), 0);
  const right = groups.reduce(
    (sum, group) => sum + pairsWithin(group.map((at) => persons[at] ?? '')),
    0,
  );
  return scorePairs(pairsWithin(persons), found, right);
}

function pairsWithin(persons: readonly string[]): number {
  return [...countEach(persons).values()].reduce((sum, count) => sum + pairsOf(count), 0);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

function countEach(persons: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const person of persons) counts.set(person, (counts.get(person) ?? 0) + 1);
  return counts;
}
