import { createClkMatrix } from './clk-matrix.ts';
import { packPerson, pairWeight } from './pair-weight.ts';
import type { EncodedPerson } from './person-encoding.ts';

/** Pairs less alike than this in their whole encodings are not looked at: strangers hardly come over it. */
const CANDIDATE = 0.62;

/**
 * Evidence from which on a pair is one person: twelve bits outweigh the odds against it where one of some 4,000 entries
 * is the right one.
 */
const ONE_PERSON = 12;

/** Two entries taken for one person, by their places in the lists. */
export interface Link {
  readonly a: number;
  readonly b: number;
}

interface WeighedLink extends Link {
  readonly weight: number;
}

/** Links the entries of two lists, each to one of the other at most: the strongest evidence first. */
export function linkLists(
  listA: readonly EncodedPerson[],
  listB: readonly EncodedPerson[],
): readonly Link[] {
  const packedA = listA.map(packPerson);
  const packedB = listB.map(packPerson);
  const matrix = createClkMatrix();
  for (const { whole } of listB) matrix.add(whole);
  const weighed = listA.flatMap((person, a) =>
    candidates(matrix, person)
      .map((b) => weigh(a, b, packedA, packedB))
      .filter(({ weight }) => weight >= ONE_PERSON),
  );
  const [takenA, takenB] = [new Set<number>(), new Set<number>()];
  return strongestFirst(weighed).filter(({ a, b }) => {
    if (takenA.has(a) || takenB.has(b)) return false;
    takenA.add(a);
    takenB.add(b);
    return true;
  });
}

/**
 * Finds the entries of one list that are the same person: groups of two or more. Evidence carries over: two entries that
 * each match a third are in its group.
 */
export function findGroups(list: readonly EncodedPerson[]): readonly (readonly number[])[] {
  const packed = list.map(packPerson);
  const matrix = createClkMatrix();
  for (const { whole } of list) matrix.add(whole);
  const links = list.flatMap((person, a) =>
    candidates(matrix, person)
      .filter((b) => b > a)
      .map((b) => weigh(a, b, packed, packed))
      .filter(({ weight }) => weight >= ONE_PERSON),
  );
  return groupsOf(list.length, links);
}

type Packed = ReturnType<typeof packPerson>;

function weigh(
  a: number,
  b: number,
  packedA: readonly Packed[],
  packedB: readonly Packed[],
): WeighedLink {
  const [left, right] = [packedA[a], packedB[b]];
  if (left === undefined || right === undefined) throw new RangeError('no such entry');
  return { a, b, weight: pairWeight(left, right) };
}

function candidates(
  matrix: ReturnType<typeof createClkMatrix>,
  person: EncodedPerson,
): readonly number[] {
  return matrix
    .scan(person.whole, CANDIDATE, Number.MAX_SAFE_INTEGER)
    .map(({ position }) => position);
}

function strongestFirst(links: readonly WeighedLink[]): readonly WeighedLink[] {
  return [...links].sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b);
}

/** Entries that links join, directly or through others (union-find). */
function groupsOf(size: number, links: readonly Link[]): readonly (readonly number[])[] {
  const parents = Array.from({ length: size }, (_, at) => at);
  function rootOf(at: number): number {
    let root = at;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[at] = root;
    return root;
  }
  for (const { a, b } of links) parents[rootOf(a)] = rootOf(b);
  const groups = Map.groupBy(parents.keys(), rootOf);
  return [...groups.values()].filter((group) => group.length > 1);
}
