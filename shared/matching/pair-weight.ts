import { countBits, countShared, wordsOf } from './bit-counts.ts';
import type { EncodedPerson } from './person-encoding.ts';
import type { MatchFieldId } from './person-fields.ts';

/**
 * What a field's likeness says for or against two entries being one person, in bits (Fellegi and Sunter 1969:
 * log2 of how much likelier it is among entries of one person than among others). `agree` at full likeness, `differ` at
 * `unlike` and below, straight between. A field that one of them lacks says nothing.
 */
interface FieldWeight {
  readonly agree: number;
  readonly differ: number;
  readonly unlike: number;
}

/**
 * Set from what the fields are, not fitted to a file: one in a hundred shares a given name, one in 20,000 a
 * birth date; one entry in six is altered in a name, fewer in a date; a likeness under `unlike` is that of strangers.
 */
const WEIGHTS: Readonly<Record<MatchFieldId, FieldWeight>> = {
  givenName: { agree: 6.5, differ: -2.5, unlike: 0.35 },
  familyName: { agree: 7, differ: -2.5, unlike: 0.35 },
  birthDate: { agree: 12, differ: -4, unlike: 0.6 },
  phone: { agree: 10, differ: -1, unlike: 0.6 },
  streetNumber: { agree: 6, differ: -3, unlike: 0.5 },
  addressLine1: { agree: 9, differ: -2.5, unlike: 0.45 },
  addressLine2: { agree: 8, differ: -2, unlike: 0.4 },
  locality: { agree: 8, differ: -3, unlike: 0.4 },
  postcode: { agree: 8, differ: -3, unlike: 0.5 },
  region: { agree: 1.5, differ: -2.5, unlike: 0.8 },
};

/** Values that are entered in each other's place are compared crosswise too, at a price. */
const CROSSED = -1.5;
const FIELDS = Object.keys(WEIGHTS) as MatchFieldId[];
const RULES: readonly FieldWeight[] = Object.values(WEIGHTS);
const EXCHANGEABLE = places([
  ['givenName', 'familyName'],
  ['addressLine1', 'addressLine2'],
]);
const SINGLE = places([
  ['birthDate', 'phone', 'streetNumber', 'locality', 'postcode', 'region'],
]).flat();

/** A person's field encodings as words with their bits counted, in the order of `WEIGHTS`. */
export interface PackedPerson {
  readonly words: readonly (Uint32Array | undefined)[];
  readonly bits: readonly number[];
}

/** Makes a person ready to be compared many times. */
export function packPerson(person: EncodedPerson): PackedPerson {
  const words = FIELDS.map((id) => {
    const clk = person.fields[id];
    return clk === undefined ? undefined : wordsOf(clk);
  });
  return { words, bits: words.map((held) => (held === undefined ? 0 : countBits(held, 0))) };
}

/** Evidence, in bits, that two entries are one person; over 0 for, under 0 against. */
export function pairWeight(a: PackedPerson, b: PackedPerson): number {
  let weight = 0;
  for (const id of SINGLE) weight += fieldWeight(a, id, b, id);
  for (const [first = 0, second = 0] of EXCHANGEABLE) {
    const straight = fieldWeight(a, first, b, first) + fieldWeight(a, second, b, second);
    const crossed = fieldWeight(a, first, b, second) + fieldWeight(a, second, b, first) + CROSSED;
    weight += Math.max(straight, crossed);
  }
  return weight;
}

function places(groups: readonly (readonly MatchFieldId[])[]): readonly (readonly number[])[] {
  return groups.map((ids) => ids.map((id) => FIELDS.indexOf(id)));
}

function fieldWeight(a: PackedPerson, placeA: number, b: PackedPerson, placeB: number): number {
  const [left, right, rule] = [a.words[placeA], b.words[placeB], RULES[placeA]];
  if (left === undefined || right === undefined || rule === undefined) return 0;
  const bits = (a.bits[placeA] ?? 0) + (b.bits[placeB] ?? 0);
  const likeness = (2 * countShared(left, 0, right, 0)) / bits;
  const share = Math.max(0, (likeness - rule.unlike) / (1 - rule.unlike));
  return rule.differ + (rule.agree - rule.differ) * share;
}
