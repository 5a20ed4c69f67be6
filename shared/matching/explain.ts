import { nameTokens } from '../domain/names.ts';
import { normaliseIdentifier, normalisePhone } from '../domain/normalise.ts';
import type { BirthDate } from '../forms/form-definition.ts';
import { explainBirthDate, type BirthDateFinding } from './explain-birth-date.ts';
import { isOneSlip } from './one-slip.ts';
import { NAMES_ALIKE, nameSimilarity } from './name-similarity.ts';

/** Answers in plain text, as far as somebody may read them; a field without an answer is empty or null. */
export interface PlainPerson {
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: BirthDate | null;
  readonly phone: string;
  readonly nationalId: string;
}

type NameFinding = 'same' | 'spelling' | 'one-letter' | 'alike' | 'differs';
type NumberFinding = 'same' | 'one-character' | 'differs';

/** What a comparison of two entries found in one field; the message is `duplicates.finding.<code>`. */
export type FindingCode =
  | 'names-same'
  | 'names-swapped'
  | `family-name-${NameFinding}`
  | `given-name-${NameFinding}`
  | `birth-date-${BirthDateFinding}`
  | `phone-${NumberFinding}`
  | `national-id-${NumberFinding}`;

/** `evidence` in bits: over 0 for one person, under 0 against (Fellegi and Sunter 1969). */
export interface MatchFinding {
  readonly code: FindingCode;
  readonly evidence: number;
}

const NAME_EVIDENCE: Readonly<Record<NameFinding, number>> = {
  same: 6.5,
  spelling: 6,
  'one-letter': 5,
  alike: 4,
  differs: -2.5,
};
const DATE_EVIDENCE: Readonly<Record<BirthDateFinding, number>> = {
  same: 12,
  'one-digit': 6,
  'day-month-swapped': 8,
  'less-exact': 5,
  differs: -4,
};
/** A telephone is often a household's: it says little about the person. */
const PHONE_EVIDENCE: Readonly<Record<NumberFinding, number>> = {
  same: 5,
  'one-character': 3,
  differs: -1,
};
const ID_EVIDENCE: Readonly<Record<NumberFinding, number>> = {
  same: 20,
  'one-character': 6,
  differs: -6,
};

/** Compares two entries field by field. A field that one of them lacks says nothing and is left out. */
export function explainMatch(a: PlainPerson, b: PlainPerson): readonly MatchFinding[] {
  const nationalId = compareNumbers(a.nationalId, b.nationalId, normaliseIdentifier);
  const birthDate = explainBirthDate(a.birthDate, b.birthDate);
  const phone = compareNumbers(a.phone, b.phone, normalisePhone);
  return [
    ...(nationalId === null
      ? []
      : [{ code: `national-id-${nationalId}` as const, evidence: ID_EVIDENCE[nationalId] }]),
    ...explainNames(a, b),
    ...(birthDate === null
      ? []
      : [{ code: `birth-date-${birthDate}` as const, evidence: DATE_EVIDENCE[birthDate] }]),
    ...(phone === null
      ? []
      : [{ code: `phone-${phone}` as const, evidence: PHONE_EVIDENCE[phone] }]),
  ];
}

/** All evidence together, in bits. */
export function totalEvidence(findings: readonly MatchFinding[]): number {
  return findings.reduce((sum, { evidence }) => sum + evidence, 0);
}

function explainNames(a: PlainPerson, b: PlainPerson): readonly MatchFinding[] {
  const family = compareNames(a.familyName, b.familyName);
  const given = compareNames(a.givenName, b.givenName);
  if (family === 'same' && given === 'same') {
    return [{ code: 'names-same', evidence: 2 * NAME_EVIDENCE.same }];
  }
  const crossed = [
    compareNames(a.familyName, b.givenName),
    compareNames(a.givenName, b.familyName),
  ];
  const straightEvidence = evidenceOf(family) + evidenceOf(given);
  if (crossed.every(isAlike) && evidenceOf(...crossed) > straightEvidence) {
    return [{ code: 'names-swapped', evidence: evidenceOf(...crossed) - 1 }];
  }
  return [
    ...(family === null
      ? []
      : [{ code: `family-name-${family}` as const, evidence: NAME_EVIDENCE[family] }]),
    ...(given === null
      ? []
      : [{ code: `given-name-${given}` as const, evidence: NAME_EVIDENCE[given] }]),
  ];
}

function evidenceOf(...findings: readonly (NameFinding | null)[]): number {
  return findings.reduce(
    (sum, finding) => sum + (finding === null ? 0 : NAME_EVIDENCE[finding]),
    0,
  );
}

function isAlike(finding: NameFinding | null): boolean {
  return finding !== null && finding !== 'differs';
}

function compareNames(a: string, b: string): NameFinding | null {
  const [left, right] = [nameTokens(a).join(' '), nameTokens(b).join(' ')];
  if (left === '' || right === '') return null;
  if (left === right) return sameLetters(a, b) ? 'same' : 'spelling';
  if (isOneSlip(left, right)) return 'one-letter';
  return nameSimilarity(a, b) >= NAMES_ALIKE ? 'alike' : 'differs';
}

/** Equal but for case and marks, not only after transliteration. */
function sameLetters(a: string, b: string): boolean {
  const letters = (text: string): string =>
    [...text.normalize('NFKD').toLowerCase().replaceAll(/\P{L}/gu, '')].sort().join('');
  return letters(a) === letters(b);
}

function compareNumbers(
  a: string,
  b: string,
  normalise: (value: string) => string,
): NumberFinding | null {
  const [left, right] = [normalise(a), normalise(b)];
  if (left === '' || right === '') return null;
  if (left === right) return 'same';
  return isOneSlip(left, right) ? 'one-character' : 'differs';
}
