import { randomId } from '../../../shared/crypto/index.ts';
import type { RecordRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { openOwnRecord } from '../records/record-keys.ts';
import type { OpenSession, ProgrammeSession } from '../vault-context.ts';
import { sealPage, type IndexEntry } from './index-page.ts';
import { recordTokens } from './index-tokens.ts';
import type { LoadedIndex } from './load-index.ts';

/**
 * Indexes again the records that no readable page names, as far as this operator holds their keys; another
 * operator's unlock does the same for theirs. Damaged pages are kept: they may be evidence. Answers how many
 * records stay out of the sealed indexes.
 */
export async function repairIndex(
  store: FieldsealStore,
  session: Omit<OpenSession, 'programme'>,
  programme: Pick<ProgrammeSession, 'laptopTokens' | 'plan' | 'indexPageKey'>,
  loaded: LoadedIndex,
): Promise<number> {
  const recordIds = await store.records.toCollection().primaryKeys();
  const missing = recordIds.filter((recordId) => !loaded.index.has(recordId));
  const repaired: IndexEntry[] = [];
  for (const recordId of missing) {
    const row = await store.records.get(recordId);
    const entry = row === undefined ? null : await entryOf(session, programme, row);
    if (entry === null) continue;
    loaded.index.add(entry);
    repaired.push(entry);
  }
  if (repaired.length > 0) {
    await store.indexPages.add(await sealPage(programme.indexPageKey, randomId(), repaired));
  }
  return missing.length - repaired.length;
}

async function entryOf(
  session: Omit<OpenSession, 'programme'>,
  programme: Pick<ProgrammeSession, 'laptopTokens' | 'plan'>,
  row: RecordRow,
): Promise<IndexEntry | null> {
  if (row.operatorId !== session.operator.operatorId) return null;
  if (row.viewKey === null && row.returned === null) return null;
  try {
    const record = await openOwnRecord({ ...session, programme: null }, row);
    const { sealed, clk } = recordTokens(programme.laptopTokens, programme.plan, record.answers);
    return {
      recordId: row.recordId,
      version: row.version,
      operatorId: row.operatorId,
      sealed,
      clk,
    };
  } catch {
    return null;
  }
}
