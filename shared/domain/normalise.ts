import { asciiDigits, isAscii } from '../encoding/digits.ts';
import type { BirthDate } from '../forms/form-definition.ts';

/**
 * Version of the rules in this file; part of every index key, so a change of rules makes new tokens. Names have rules
 * and a version of their own (names.ts): a better rule for names must not cut identity numbers off from records
 * whose key the laptop no longer holds.
 */
export const NUMBER_NORMALISER_VERSION = 1;

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

/** The date with its precision, so that a year-only birth date equals only another such. */
export function normaliseBirthDate(date: BirthDate): string {
  return `${date.precision}:${date.value}`;
}

/** NFKC, lower case, then decomposed without combining marks (Arabic vowel signs and tatweel included). */
export function fold(value: string): string {
  if (isAscii(value)) return value.toLowerCase().trim();
  return asciiDigits(value.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\p{M}\u0640]/gu, '')
    .replaceAll(/[أإآٱ]/gu, 'ا')
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .trim();
}
