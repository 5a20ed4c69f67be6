import {
  lastFour,
  NORMALISER_VERSION,
  normaliseBirthDate,
  normaliseIdentifier,
  normalisePhone,
  phoneticCodes,
} from '../../../shared/domain/normalise.ts';
import type { IndexName, TokenMaker } from '../../../shared/crypto/index.ts';
import { BirthDate, type Answers } from '../../../shared/forms/form-definition.ts';
import type { ProgrammeToken } from '../../../shared/sync/registrant-item.ts';
import type { IndexPlan } from './index-plan.ts';

/** Combinations of a family-name code and a given-name code that one record is indexed under. */
const LARGEST_PAIR_COUNT = 8;

/** Tokens of one record. `open` ones are database indexes, the rest goes into a sealed page. */
export interface RecordTokens {
  readonly nationalId: string | null;
  readonly phone: string | null;
  readonly phoneLastFour: string | null;
  readonly names: readonly string[];
  readonly nameAndBirthDate: readonly string[];
}

/** Name under which both scopes index a field. */
function indexName(fieldId: string, kind: IndexName['kind']): IndexName {
  return { fieldId, kind, normaliserVersion: NORMALISER_VERSION };
}

const NAME_INDEX = indexName('name', 'phonetic');
const NAME_AND_BIRTH_DATE_INDEX = indexName('name-and-birth-date', 'phonetic');

/** Computes a record's tokens for this laptop. */
export async function recordTokens(
  maker: TokenMaker,
  plan: IndexPlan,
  answers: Answers,
): Promise<RecordTokens> {
  const phone = normalisePhone(textOf(answers, plan.phone));
  const codes = new Set(plan.names.flatMap((id) => phoneticCodes(textOf(answers, id))));
  return {
    nationalId: await nationalIdToken(maker, textOf(answers, plan.nationalId)),
    phone: await phoneToken(maker, phone),
    phoneLastFour: plan.phonePartial ? await lastFourToken(maker, phone) : null,
    names: await Promise.all([...codes].map((code) => maker.tokenOf(NAME_INDEX, code))),
    nameAndBirthDate: await nameAndBirthDateTokens(maker, plan, answers),
  };
}

/** Tokens of every code of every typed name part; a record matches that has one of each part's. */
export async function nameQueryTokens(
  maker: TokenMaker,
  parts: readonly string[],
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    parts.map((part) =>
      Promise.all(phoneticCodes(part).map((code) => maker.tokenOf(NAME_INDEX, code))),
    ),
  );
}

/** Token of a national ID, or null where nothing was given. */
export async function nationalIdToken(maker: TokenMaker, value: string): Promise<string | null> {
  return tokenOrNull(maker, indexName('nationalId', 'exact'), normaliseIdentifier(value));
}

/** Token of a whole telephone number. */
export async function phoneToken(maker: TokenMaker, value: string): Promise<string | null> {
  return tokenOrNull(maker, indexName('phone', 'exact'), normalisePhone(value));
}

/** Token of the last four digits of a telephone number. */
export async function lastFourToken(maker: TokenMaker, value: string): Promise<string | null> {
  return tokenOrNull(maker, indexName('phone', 'partial'), lastFour(normalisePhone(value)));
}

/** One token for each pair of a family-name code and a given-name code with the birth date. */
export async function nameAndBirthDateTokens(
  maker: TokenMaker,
  plan: IndexPlan,
  answers: Answers,
): Promise<readonly string[]> {
  const [familyId, givenId] = plan.names;
  const birthDate = BirthDate.safeParse(plan.birthDate === null ? null : answers[plan.birthDate]);
  if (familyId === undefined || givenId === undefined || !birthDate.success) return [];
  const date = normaliseBirthDate(birthDate.data);
  const givenCodes = phoneticCodes(textOf(answers, givenId));
  const pairs = phoneticCodes(textOf(answers, familyId)).flatMap((family) =>
    givenCodes.map((given) => `${family}|${given}|${date}`),
  );
  return Promise.all(
    pairs
      .slice(0, LARGEST_PAIR_COUNT)
      .map((pair) => maker.tokenOf(NAME_AND_BIRTH_DATE_INDEX, pair)),
  );
}

/** Tokens for the server's duplicate check; they travel inside the signed item. */
export async function programmeTokens(
  maker: TokenMaker,
  plan: IndexPlan,
  answers: Answers,
): Promise<readonly ProgrammeToken[]> {
  const nationalId = await nationalIdToken(maker, textOf(answers, plan.nationalId));
  const pairs = await nameAndBirthDateTokens(maker, plan, answers);
  return [
    ...(nationalId === null
      ? []
      : [{ fieldId: 'nationalId', kind: 'exact' as const, token: nationalId }]),
    ...pairs.map((token) => ({
      fieldId: 'name',
      kind: 'phonetic-birth-date' as const,
      token,
    })),
  ];
}

async function tokenOrNull(
  maker: TokenMaker,
  index: IndexName,
  normalised: string,
): Promise<string | null> {
  return normalised === '' ? null : maker.tokenOf(index, normalised);
}

function textOf(answers: Answers, fieldId: string | null): string {
  const answer = fieldId === null ? undefined : answers[fieldId];
  return typeof answer === 'string' ? answer : '';
}
