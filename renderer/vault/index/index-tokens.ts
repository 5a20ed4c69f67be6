import { NAME_RULES, nameParts } from '../../../shared/domain/names.ts';
import { lastFour, normaliseIdentifier, normalisePhone } from '../../../shared/domain/normalise.ts';
import {
  createClkEncoder,
  createTokenMaker,
  type IndexName,
  type PreparedTokens,
  type TokenScope,
} from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { Answers } from '../../../shared/forms/form-definition.ts';
import type { MatchPerson } from '../../../shared/matching/person-fields.ts';
import type { ProgrammeToken } from '../../../shared/sync/registrant-item.ts';
import {
  LAPTOP_INDEXES,
  NATIONAL_ID,
  PHONE,
  PHONE_LAST_FOUR,
  PROGRAMME_INDEXES,
  REPEATING_INDEXES,
  nameAndBirthDateIndex,
  nameIndex,
} from './index-names.ts';
import type { IndexPlan, SealedIndex } from './index-plan.ts';
import { birthDateOf, matchPersonOf, textOf } from './match-person.ts';
import { createPersonEncoder, type PersonEncoder } from './person-encoder.ts';
import { createNameMemory, type NameMemory } from './name-memory.ts';
import { namePairsOf, type NamePairs } from './name-pairs.ts';

/** New tokens are made by these. */
const [NEWEST_RULES] = NAME_RULES;

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
  readonly encoder: PersonEncoder;
  readonly names: NameMemory;
}

/** Derives the keys of every index of a laptop. */
export async function prepareLaptopTokens(
  indexKey: Bytes,
  deviceId: string,
): Promise<LaptopTokens> {
  const scope: TokenScope = { use: 'laptop', deviceId };
  return {
    tokens: await createTokenMaker(indexKey, scope).prepare(LAPTOP_INDEXES, REPEATING_INDEXES),
    encoder: createPersonEncoder(await createClkEncoder(indexKey, scope)),
    names: createNameMemory(),
  };
}

/** Derives the keys of the indexes that the server compares. */
export async function prepareProgrammeTokens(
  indexKey: Bytes,
  programmeId: string,
): Promise<PreparedTokens> {
  return createTokenMaker(indexKey, { use: 'programme', programmeId }).prepare(PROGRAMME_INDEXES);
}

/** Computes a record's tokens for this laptop; `knownPairs` are the person's where they are known already. */
export function recordTokens(
  laptop: LaptopTokens,
  plan: IndexPlan,
  answers: Answers,
  knownPairs?: NamePairs,
): RecordTokens {
  const { tokens, names } = laptop;
  const birthDate = birthDateOf(plan, answers);
  const pairs = knownPairs ?? namePairsOf(plan, answers, names, [NEWEST_RULES], birthDate);
  const codes = new Set(
    plan.names.flatMap((id) => names.sounds(NEWEST_RULES, textOf(answers, id)).codes),
  );
  return {
    open: {
      nationalId: nationalIdToken(tokens, textOf(answers, plan.nationalId)) ?? undefined,
      phone: phoneToken(tokens, textOf(answers, plan.phone)) ?? undefined,
    },
    sealed: {
      'phone-last-four': lastFourTokens(tokens, textOf(answers, plan.phonePartial)),
      name: [...codes].map((code) => tokens.number(nameIndex(NEWEST_RULES), code)),
      'name-and-birth-date': (pairs.get(NEWEST_RULES) ?? []).map((pair) =>
        tokens.number(nameAndBirthDateIndex(NEWEST_RULES), pair),
      ),
    },
    clk: encodingOf(laptop, matchPersonOf(plan, answers, birthDate)),
  };
}

/**
 * For each typed part of a name the tokens of its codes by every version of the rules; a record matches that has one of
 * each part's.
 */
export function nameQueryTokens(
  tokens: PreparedTokens,
  value: string,
): readonly (readonly number[])[] {
  return nameParts(value).map(({ written }) =>
    NAME_RULES.flatMap((rules) =>
      rules.sounds(written).codes.map((code) => tokens.number(nameIndex(rules), code)),
    ),
  );
}

/** Tokens by every version of the rules of names together with the birth date. */
export function nameAndBirthDateTokens(
  { tokens, names }: LaptopTokens,
  plan: IndexPlan,
  answers: Answers,
): readonly number[] {
  return [...namePairsOf(plan, answers, names)].flatMap(([rules, pairs]) =>
    pairs.map((pair) => tokens.number(nameAndBirthDateIndex(rules), pair)),
  );
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
  namePairs: NamePairs,
): readonly ProgrammeToken[] {
  const nationalId = nationalIdToken(tokens, textOf(answers, plan.nationalId));
  return [
    ...(nationalId === null
      ? []
      : [{ fieldId: 'nationalId', kind: 'exact' as const, token: nationalId }]),
    // By every version: laptops that have not been updated yet send the older ones only.
    ...[...namePairs].flatMap(([rules, pairs]) =>
      pairs.map((pair) => ({
        fieldId: 'name',
        kind: 'phonetic-birth-date' as const,
        token: tokens.text(nameAndBirthDateIndex(rules), pair),
      })),
    ),
  ];
}

function encodingOf(laptop: LaptopTokens, person: MatchPerson): Bytes | null {
  if (person.familyName === '' && person.givenName === '') return null;
  return laptop.encoder.encode(person);
}

function textOrNull(tokens: PreparedTokens, index: IndexName, normalised: string): string | null {
  return normalised === '' ? null : tokens.text(index, normalised);
}
