import type { Answers } from '../../../shared/forms/form-definition.ts';
import type { RecordRow } from '../database/rows.ts';
import { recordTokens } from '../index/index-tokens.ts';
import type { DuplicateHit } from '../vault-api.ts';
import { requireActive, requireStore, type VaultContext } from '../vault-context.ts';
import { noteNames, summariseRecord } from './summaries.ts';

/** More than these nobody compares by eye. */
const MOST_HITS = 20;

/** Records of this laptop, of whatever operator, that may be the same person. The draft's own record is none. */
export async function findDuplicates(
  context: VaultContext,
  draftId: string,
  answers: Answers,
): Promise<readonly DuplicateHit[]> {
  const session = requireActive(context, 'registrant.enrol');
  const { laptopTokens, plan, index } = session.programme;
  const store = requireStore(context);
  const tokens = await recordTokens(laptopTokens, plan, answers);
  const bySameId: readonly RecordRow[] =
    tokens.nationalId === null
      ? []
      : await store.records
          .where({ nationalIdToken: tokens.nationalId })
          .limit(MOST_HITS + 1)
          .toArray();
  const byNameIds = index.byNameAndBirthDate(tokens.nameAndBirthDate).slice(0, MOST_HITS + 1);
  const byName =
    byNameIds.length === 0 ? [] : (await store.records.bulkGet([...byNameIds])).filter(isPresent);
  const rows = new Map([...bySameId, ...byName].map((row) => [row.recordId, row]));
  rows.delete(draftId);
  const hits = await Promise.all(
    [...rows.values()].slice(0, MOST_HITS).map(async (row) => ({
      record: await summariseRecord(session, row),
      by: [
        ...(bySameId.some((hit) => hit.recordId === row.recordId)
          ? (['national-id'] as const)
          : []),
        ...(byNameIds.includes(row.recordId) ? (['name-and-birth-date'] as const) : []),
      ],
    })),
  );
  noteNames(
    session,
    { kind: 'duplicates.checked', reason: 'duplicate-comparison' },
    hits.map((hit) => hit.record),
  );
  return hits;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
