import { doubleMetaphone } from 'double-metaphone';
import { asciiDigits } from '../encoding/digits.ts';
import type { BirthDate } from '../forms/form-definition.ts';

/** Version of the rules below; part of every index key, so a change of rules makes new tokens. */
export const NORMALISER_VERSION = 1;

/** NFKC, lower case, marks removed, digits as 0 to 9, and nothing but letters and digits: for identifiers. */
export function normaliseIdentifier(value: string): string {
  return fold(value).replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Digits only, of whatever script, without an international prefix of zeros: for telephone numbers. */
export function normalisePhone(value: string): string {
  return asciiDigits(value.normalize('NFKC')).replaceAll(/\D/gu, '').replace(/^00/u, '');
}

/** Last four characters of a normalised value, or '' where it is shorter (nothing to index then). */
export function lastFour(normalised: string): string {
  const characters = [...normalised];
  return characters.length < 4 ? '' : characters.slice(-4).join('');
}

/** Name tokens without order, case, marks or punctuation. */
export function nameTokens(value: string): readonly string[] {
  return fold(value)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')
    .sort((a, b) => (a < b ? -1 : 1));
}

/** The whole name as one text, its parts in a fixed order, for an exact index. */
export function normaliseName(value: string): string {
  return nameTokens(value).join(' ');
}

/**
 * Codes by which a name can be found by how it sounds: Double Metaphone for what it can spell, the folded
 * token itself for other scripts, where no English phonetic code means anything.
 */
export function phoneticCodes(value: string): readonly string[] {
  const codes = new Set<string>();
  for (const token of nameTokens(value)) {
    const [primary, secondary] = /^[a-z]+$/u.test(token) ? doubleMetaphone(token) : ['', ''];
    if (primary !== '') codes.add(primary);
    if (secondary !== '') codes.add(secondary);
    if (primary === '' && secondary === '') codes.add(token);
  }
  return [...codes];
}

/** The date with its precision, so that a year-only birth date equals only another such. */
export function normaliseBirthDate(date: BirthDate): string {
  return `${date.precision}:${date.value}`;
}

/** NFKC, lower case, then decomposed without combining marks (Arabic vowel signs and tatweel included). */
function fold(value: string): string {
  return asciiDigits(value.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\p{M}\u0640]/gu, '')
    .replaceAll(/[أإآٱ]/gu, 'ا')
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .trim();
}
