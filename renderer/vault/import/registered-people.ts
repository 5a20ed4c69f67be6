import { STRONG_SCORE } from '../../../shared/matching/decision.ts';
import type { ImportedPerson } from '../../../shared/import/read-row.ts';
import { nameAndBirthDateTokens, recordTokens } from '../index/index-tokens.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import type { PeopleKind } from './import-job.ts';

/**
 * Which of these people seem to be registered on this laptop, by whatever operator: `registered` by the national ID,
 * `alike` by names and birth date or by a likeness that is strong without looking. Blind indexes answer it; nothing is
 * decrypted.
 */
export async function sortRegistered(
  context: VaultContext,
  session: ActiveSession,
  people: readonly ImportedPerson[],
): Promise<readonly PeopleKind[]> {
  const { laptopTokens, plan, index } = session.programme;
  const tokens = people.map(({ answers }) => recordTokens(laptopTokens, plan, answers));
  const known = await knownIds(
    context,
    session,
    tokens.map(({ open }) => open.nationalId).filter((token) => token !== undefined),
  );
  return people.map(({ answers }, at): PeopleKind => {
    const { open, clk } = tokens[at] ?? { open: {}, clk: null };
    if (open.nationalId !== undefined && known.has(open.nationalId)) return 'registered';
    const byName = nameAndBirthDateTokens(laptopTokens, plan, answers);
    if (index.find('name-and-birth-date', byName).length > 0) return 'alike';
    const isAlike = clk !== null && index.similar(clk, STRONG_SCORE, 1).length > 0;
    return isAlike ? 'alike' : 'ready';
  });
}

/** Those of the tokens under which a record stands. */
async function knownIds(
  context: VaultContext,
  session: ActiveSession,
  tokens: readonly string[],
): Promise<ReadonlySet<string>> {
  if (tokens.length === 0) return new Set();
  const { intake } = session.programme;
  // Asked before the rows: what is filed meanwhile is then found at either place.
  const waiting = tokens.filter((token) => intake.withToken('nationalIdToken', token).length > 0);
  const keys = await requireStore(context)
    .records.where('nationalIdToken')
    .anyOf([...tokens])
    .uniqueKeys();
  return new Set([...waiting, ...keys.map(String)]);
}
