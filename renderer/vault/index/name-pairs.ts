import { NAME_RULES, type NameRules } from '../../../shared/domain/names.ts';
import { normaliseBirthDate } from '../../../shared/domain/normalise.ts';
import type { Answers } from '../../../shared/forms/form-definition.ts';
import type { IndexPlan } from './index-plan.ts';
import { birthDateOf, textOf } from './match-person.ts';
import type { NameMemory } from './name-memory.ts';

/** Combinations of a family-name code and a given-name code that one record is indexed under. */
const LARGEST_PAIR_COUNT = 8;

/** Tokens of name and birth date that a record sends at the most: by every version of the rules. */
export const MOST_PAIR_TOKENS = LARGEST_PAIR_COUNT * NAME_RULES.length;

/**
 * Each pair of a family-name code and a given-name code with the birth date, by every version of the rules of names.
 * The laptop's tokens and the server's are both made of these.
 */
export type NamePairs = ReadonlyMap<NameRules, readonly string[]>;

/** The pairs of a person, by every version of the rules or those given; none without a name or a birth date. */
export function namePairsOf(
  plan: IndexPlan,
  answers: Answers,
  names: NameMemory,
  versions: readonly NameRules[] = NAME_RULES,
  birthDate = birthDateOf(plan, answers),
): NamePairs {
  const [familyId, givenId] = plan.names;
  if (familyId === undefined || givenId === undefined || birthDate === null) return new Map();
  const date = normaliseBirthDate(birthDate);
  const [familyName, givenName] = [textOf(answers, familyId), textOf(answers, givenId)];
  return new Map(
    versions.map((rules) => [
      rules,
      rules
        .pairs(names.sounds(rules, familyName), names.sounds(rules, givenName))
        .slice(0, LARGEST_PAIR_COUNT)
        .map((pair) => `${pair}|${date}`),
    ]),
  );
}
