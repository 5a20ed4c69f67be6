import {
  lastFour,
  NORMALISER_VERSION,
  normaliseBirthDate,
  normaliseIdentifier,
  normalisePhone,
  phoneticCodes,
} from '../../../shared/domain/normalise.ts';
import {
  createClkEncoder,
  createTokenMaker,
  type ClkEncoder,
  type IndexName,
  type PreparedTokens,
  type TokenScope,
} from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { BirthDate, type Answers } from '../../../shared/forms/form-definition.ts';
import { clkFields } from '../../../shared/matching/clk-fields.ts';
import type { ProgrammeToken } from '../../../shared/sync/registrant-item.ts';
import type { IndexPlan, SealedIndex } from './index-plan.ts';

/** Combinations of a family-name code and a given-name code that one record is indexed under. */
export const LARGEST_PAIR_COUNT = 8;

/** Tokens of one record. `open` ones are database indexes; `sealed` ones and the encoding go into a sealed page. */
export interface RecordTokens {
  readonly open: { readonly nationalId?: string | undefined; readonly phone?: string | undefined };
  readonly sealed: Readonly<Record<SealedIndex, readonly number[]>>;
  /** Encoding of the whole person for the fuzzy search, 128 bytes; null without a name. */
  readonly clk: Bytes | null;
}

/** Everything that makes tokens for this laptop. */
export interface LaptopTokens {
  readonly tokens: PreparedTokens;
  readonly clk: ClkEncoder;
}

function indexName(fieldId: string, kind: IndexName['kind']): IndexName {
  return { fieldId, kind, normaliserVersion: NORMALISER_VERSION };
}

const NATIONAL_ID = indexName('nationalId', 'exact');
const PHONE = indexName('phone', 'exact');
const PHONE_LAST_FOUR = indexName('phone', 'partial');
const NAME = indexName('name', 'phonetic');
const NAME_AND_BIRTH_DATE = indexName('name-and-birth-date', 'phonetic');

/** Derives the keys of every index of a laptop. */
export async function prepareLaptopTokens(
  indexKey: Bytes,
  deviceId: string,
): Promise<LaptopTokens> {
  const scope: TokenScope = { use: 'laptop', deviceId };
  const names = [NATIONAL_ID, PHONE, PHONE_LAST_FOUR, NAME, NAME_AND_BIRTH_DATE];
  return {
    tokens: await createTokenMaker(indexKey, scope).prepare(names),
    clk: await createClkEncoder(indexKey, scope),
  };
}

/** Derives the keys of the indexes that the server compares. */
export async function prepareProgrammeTokens(
  indexKey: Bytes,
  programmeId: string,
): Promise<PreparedTokens> {
  return createTokenMaker(indexKey, { use: 'programme', programmeId }).prepare([
    NATIONAL_ID,
    NAME_AND_BIRTH_DATE,
  ]);
}

/** Computes a record's tokens for this laptop. */
export function recordTokens(
  laptop: LaptopTokens,
  plan: IndexPlan,
  answers: Answers,
): RecordTokens {
  const { tokens } = laptop;
  const phone = textOf(answers, plan.phone);
  const codes = new Set(plan.names.flatMap((id) => phoneticCodes(textOf(answers, id))));
  return {
    open: {
      nationalId: nationalIdToken(tokens, textOf(answers, plan.nationalId)) ?? undefined,
      phone: phoneToken(tokens, phone) ?? undefined,
    },
    sealed: {
      'phone-last-four': plan.phonePartial ? lastFourTokens(tokens, phone) : [],
      name: [...codes].map((code) => tokens.number(NAME, code)),
      'name-and-birth-date': pairsOf(plan, answers).map((pair) =>
        tokens.number(NAME_AND_BIRTH_DATE, pair),
      ),
    },
    clk: encodingOf(laptop, plan, answers),
  };
}

/** Tokens of every code of every typed name part; a record matches that has one of each part's. */
export function nameQueryTokens(
  tokens: PreparedTokens,
  parts: readonly string[],
): readonly (readonly number[])[] {
  return parts.map((part) => phoneticCodes(part).map((code) => tokens.number(NAME, code)));
}

/** Token of a national ID, or null where nothing was given. */
export function nationalIdToken(tokens: PreparedTokens, value: string): string | null {
  return textOrNull(tokens, NATIONAL_ID, normaliseIdentifier(value));
}

/** Token of a whole telephone number. */
export function phoneToken(tokens: PreparedTokens, value: string): string | null {
  return textOrNull(tokens, PHONE, normalisePhone(value));
}

/** Token of the last four digits of a telephone number, or none. */
export function lastFourTokens(tokens: PreparedTokens, value: string): readonly number[] {
  const digits = lastFour(normalisePhone(value));
  return digits === '' ? [] : [tokens.number(PHONE_LAST_FOUR, digits)];
}

/** Tokens for the server's duplicate check; they travel inside the signed item. */
export function programmeTokens(
  tokens: PreparedTokens,
  plan: IndexPlan,
  answers: Answers,
): readonly ProgrammeToken[] {
  const nationalId = nationalIdToken(tokens, textOf(answers, plan.nationalId));
  return [
    ...(nationalId === null
      ? []
      : [{ fieldId: 'nationalId', kind: 'exact' as const, token: nationalId }]),
    ...pairsOf(plan, answers).map((pair) => ({
      fieldId: 'name',
      kind: 'phonetic-birth-date' as const,
      token: tokens.text(NAME_AND_BIRTH_DATE, pair),
    })),
  ];
}

/** Each pair of a family-name code and a given-name code with the birth date. */
function pairsOf(plan: IndexPlan, answers: Answers): readonly string[] {
  const [familyId, givenId] = plan.names;
  const birthDate = birthDateOf(plan, answers);
  if (familyId === undefined || givenId === undefined || birthDate === null) return [];
  const date = normaliseBirthDate(birthDate);
  const givenCodes = phoneticCodes(textOf(answers, givenId));
  return phoneticCodes(textOf(answers, familyId))
    .flatMap((family) => givenCodes.map((given) => `${family}|${given}|${date}`))
    .slice(0, LARGEST_PAIR_COUNT);
}

function encodingOf(laptop: LaptopTokens, plan: IndexPlan, answers: Answers): Bytes | null {
  const [familyId = null, givenId = null] = plan.names;
  const [familyName, givenName] = [textOf(answers, familyId), textOf(answers, givenId)];
  if (familyName === '' && givenName === '') return null;
  const birthDate = birthDateOf(plan, answers);
  const phone = textOf(answers, plan.phone);
  return laptop.clk.encode(clkFields({ familyName, givenName, birthDate, phone }));
}

function birthDateOf(plan: IndexPlan, answers: Answers): BirthDate | null {
  const parsed = BirthDate.safeParse(plan.birthDate === null ? null : answers[plan.birthDate]);
  return parsed.success ? parsed.data : null;
}

function textOrNull(tokens: PreparedTokens, index: IndexName, normalised: string): string | null {
  return normalised === '' ? null : tokens.text(index, normalised);
}

function textOf(answers: Answers, fieldId: string | null): string {
  const answer = fieldId === null ? undefined : answers[fieldId];
  return typeof answer === 'string' ? answer : '';
}
