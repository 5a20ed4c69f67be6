import { NAME_RULES, type NameRules } from '../../../shared/domain/names.ts';
import { NUMBER_NORMALISER_VERSION } from '../../../shared/domain/normalise.ts';
import type { IndexName } from '../../../shared/crypto/index.ts';

/** Names under which both scopes index; each name has a key of its own. */
export const NATIONAL_ID = numberIndex('nationalId', 'exact');
export const PHONE = numberIndex('phone', 'exact');
export const PHONE_LAST_FOUR = numberIndex('phone', 'partial');

/** Codes of single names. */
export const nameIndex = phoneticIndex('name');

/** Pairs of name codes with the birth date. */
export const nameAndBirthDateIndex = phoneticIndex('name-and-birth-date');

/** All that a laptop indexes or searches. */
export const LAPTOP_INDEXES: readonly IndexName[] = [
  NATIONAL_ID,
  PHONE,
  PHONE_LAST_FOUR,
  ...NAME_RULES.map(nameIndex),
  ...NAME_RULES.map(nameAndBirthDateIndex),
];

/** Those of a laptop whose values many people share. */
export const REPEATING_INDEXES: readonly IndexName[] = [
  PHONE_LAST_FOUR,
  ...NAME_RULES.map(nameIndex),
];

/** All that the server compares. */
export const PROGRAMME_INDEXES: readonly IndexName[] = [
  NATIONAL_ID,
  ...NAME_RULES.map(nameAndBirthDateIndex),
];

/** The index of each version of the rules of names; always the same object, by which its key is found fastest. */
function phoneticIndex(fieldId: string): (rules: NameRules) => IndexName {
  const indexes = new Map<NameRules, IndexName>();
  return (rules) => {
    const known = indexes.get(rules);
    if (known !== undefined) return known;
    const index: IndexName = { fieldId, kind: 'phonetic', normaliserVersion: rules.version };
    indexes.set(rules, index);
    return index;
  };
}

function numberIndex(fieldId: string, kind: IndexName['kind']): IndexName {
  return { fieldId, kind, normaliserVersion: NUMBER_NORMALISER_VERSION };
}
