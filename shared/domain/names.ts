import { doubleMetaphone } from 'double-metaphone';
import { asciiDigits } from '../encoding/digits.ts';
import { nameCodes1, namePairs1 } from './name-rules-1.ts';
import { soundSkeleton } from './sound-skeleton.ts';
import { toLatin } from './transliteration/transliterate.ts';

/** Signs that stand inside a word and are written or left out at will: apostrophes, ayn, hamza, tatweel. */
const SILENT = /['`´‘’ʹʻʼʽʾʿˈ\u0640]/gu;

/** The Arabic article where it stands alone in Latin letters. */
const ARTICLES: ReadonlySet<string> = new Set(['al', 'el', 'ul']);

/** Most words of most languages: nothing to transliterate. */
const PLAIN = /^[a-z0-9]+$/u;

/** One part of a name. */
export interface NamePart {
  /** In small letters of its own script. */
  readonly written: string;
  readonly latin: string;
  /** True where the script leaves short vowels unwritten. */
  readonly unvowelled: boolean;
}

/** Rules that make codes of names; every version's tokens are searched, the first makes new ones. */
export interface NameRules {
  readonly version: number;
  /** Codes by which a name is found by how it sounds; '' gives none. Never throws. */
  readonly codes: (value: string) => readonly string[];
  /** Codes of a family name and a given name together. */
  readonly pairs: (familyName: string, givenName: string) => readonly string[];
}

export const NAME_RULES: readonly [NameRules, ...NameRules[]] = [
  { version: 2, codes: nameCodes, pairs: namePairs },
  { version: 1, codes: nameCodes1, pairs: namePairs1 },
];

/** The parts of a name without case, marks or punctuation, in Latin letters, in the order they stand. */
export function nameParts(value: string): readonly NamePart[] {
  const words = asciiDigits(value.normalize('NFKC'))
    .toLowerCase()
    .replaceAll(SILENT, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((written) => ({
      written,
      latin: latinWord(written),
      unvowelled: /\p{Script=Arabic}/u.test(written),
    }))
    .filter(({ latin }) => latin !== '');
  const withoutArticles = words.filter(({ latin }) => !ARTICLES.has(latin));
  return withoutArticles.length === 0 ? words : withoutArticles;
}

/** Name tokens without order, case, marks, punctuation or script. */
export function nameTokens(value: string): readonly string[] {
  return nameParts(value)
    .map(({ latin }) => latin)
    .sort();
}

/** The whole name as one text, its parts in a fixed order: equal for equal names. */
export function normaliseName(value: string): string {
  return nameTokens(value).join(' ');
}

/**
 * Codes by which a name can be found by how it sounds: Double Metaphone, made for English spelling, and the skeleton of
 * its consonants, which survives transliteration.
 */
export function nameCodes(value: string): readonly string[] {
  const codes = nameTokens(value).flatMap((token) => [...metaphones(token), skeletonCode(token)]);
  return [...new Set(codes)];
}

/** Pairs of codes of one kind, the lesser first: names entered in each other's place give the same. */
export function namePairs(familyName: string, givenName: string): readonly string[] {
  const given = nameTokens(givenName).map(soundsOf);
  const pairs = nameTokens(familyName)
    .map(soundsOf)
    .flatMap((family) =>
      given.flatMap((other) => {
        const skeletons = pairOf(family.skeleton, other.skeleton);
        const isSpelt = family.metaphone !== undefined && other.metaphone !== undefined;
        return isSpelt ? [skeletons, pairOf(family.metaphone, other.metaphone)] : [skeletons];
      }),
    );
  return [...new Set(pairs)];
}

function soundsOf(token: string): {
  readonly skeleton: string;
  readonly metaphone: string | undefined;
} {
  return { skeleton: skeletonCode(token), metaphone: metaphones(token)[0] };
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** The mark keeps skeletons apart from metaphones. */
function skeletonCode(token: string): string {
  return `-${soundSkeleton(token)}`;
}

function metaphones(token: string): readonly string[] {
  if (!/^[a-z]+$/u.test(token)) return [];
  return doubleMetaphone(token).filter((code) => code !== '');
}

/** Marks are taken off between two passes: some letters are in the tables with their mark, some only without. */
function latinWord(word: string): string {
  if (PLAIN.test(word)) return word;
  const letters = toLatin(word)
    .normalize('NFKD')
    .replaceAll(/[\p{M}\u0640]/gu, '');
  return toLatin(letters).replaceAll(/[^\p{L}\p{N}]/gu, '');
}
