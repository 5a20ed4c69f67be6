import { doubleMetaphone } from 'double-metaphone';
import { fold } from './normalise.ts';

/**
 * Codes of a name by version 1 of the rules, as the first laptops made them: Double Metaphone of what it can spell, else
 * the folded token itself. Kept unchanged, so that records indexed then are still found.
 */
export function nameCodes1(value: string): readonly string[] {
  const codes = new Set<string>();
  for (const token of tokens1(value)) {
    const [primary, secondary] = /^[a-z]+$/u.test(token) ? doubleMetaphone(token) : ['', ''];
    if (primary !== '') codes.add(primary);
    if (secondary !== '') codes.add(secondary);
    if (primary === '' && secondary === '') codes.add(token);
  }
  return [...codes];
}

/** Pairs of a family-name code and a given-name code by version 1; their order counts. */
export function pairCodes1(
  familyName: readonly string[],
  givenName: readonly string[],
): readonly string[] {
  return familyName.flatMap((family) => givenName.map((given) => `${family}|${given}`));
}

function tokens1(value: string): readonly string[] {
  return fold(value)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')
    .sort((a, b) => (a < b ? -1 : 1));
}
