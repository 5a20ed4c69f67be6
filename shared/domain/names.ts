import { doubleMetaphone } from 'double-metaphone';
import { asciiDigits } from '../encoding/digits.ts';
import { nameCodes1, pairCodes1 } from './name-rules-1.ts';
import { soundSkeleton } from './sound-skeleton.ts';
import { toLatin } from './transliteration/transliterate.ts';

/** Signs that stand inside a word and are written or left out at will: apostrophes, ayn, hamza, tatweel. */
const SILENT = /['`´‘’ʹʻʼʽʾʿˈ\u0640]/gu;

/** The Arabic article where it stands alone in Latin letters. */
const ARTICLES: ReadonlySet<string> = new Set(['al', 'el', 'ul']);

/** Most words of most languages: nothing to transliterate. */
const PLAIN = /^[a-z0-9]+$/u;

/** No rule drops these. */
const ANY_PLAIN = /[A-Za-z0-9]/u;

/** One part of a name. */
export interface NamePart {
  /** In small letters of its own script. */
  readonly written: string;
  readonly latin: string;
  /** True where the script leaves short vowels unwritten. */
  readonly unvowelled: boolean;
}

/** What a name sounds like by one version of the rules. */
export interface NameSounds {
  /** Codes by which it is found; none for ''. */
  readonly codes: readonly string[];
  /** Of each part, where the version pairs names part by part. */
  readonly parts: readonly PartSounds[];
}

interface PartSounds {
  readonly skeleton: string;
  readonly metaphone: string | undefined;
}

/** Rules that make codes of names; every version's tokens are searched, the first makes new ones. */
export interface NameRules {
  readonly version: number;
  /** Worth keeping where a name comes again. Never throws. */
  readonly sounds: (value: string) => NameSounds;
  /** Codes of a family name and a given name together. */
  readonly pairs: (familyName: NameSounds, givenName: NameSounds) => readonly string[];
}

export const NAME_RULES: readonly [NameRules, ...NameRules[]] = [
  { version: 2, sounds: nameSounds, pairs: pairSounds },
  {
    version: 1,
    sounds: (value) => ({ codes: nameCodes1(value), parts: [] }),
    pairs: (familyName, givenName) => pairCodes1(familyName.codes, givenName.codes),
  },
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

/** True for a name that has a part at all: not of punctuation alone. */
export function hasNameParts(value: string): boolean {
  return ANY_PLAIN.test(value) || nameParts(value).length > 0;
}

/**
 * What a name sounds like: Double Metaphone, made for English spelling, and the skeleton of its consonants, which survives
 * transliteration.
 */
export function nameSounds(value: string): NameSounds {
  const codes = new Set<string>();
  const parts = nameTokens(value).map((token) => {
    const spelt = metaphones(token);
    // The mark keeps skeletons apart from metaphones.
    const skeleton = `-${soundSkeleton(token)}`;
    for (const code of [...spelt, skeleton]) codes.add(code);
    return { skeleton, metaphone: spelt[0] };
  });
  return { codes: [...codes], parts };
}

/** Pairs of codes of one kind, the lesser first: names entered in each other's place give the same. */
export function pairSounds(familyName: NameSounds, givenName: NameSounds): readonly string[] {
  const pairs = familyName.parts.flatMap((family) =>
    givenName.parts.flatMap((given) => {
      const skeletons = pairOf(family.skeleton, given.skeleton);
      const isSpelt = family.metaphone !== undefined && given.metaphone !== undefined;
      return isSpelt ? [skeletons, pairOf(family.metaphone, given.metaphone)] : [skeletons];
    }),
  );
  return [...new Set(pairs)];
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
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
