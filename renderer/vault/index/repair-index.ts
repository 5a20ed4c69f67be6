import { randomId } from '../../../shared/crypto/index.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import { readRecords, type StoredRecord } from '../database/record-items.ts';
import type { RecordRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { isReadable, openOwnRecord } from '../records/record-keys.ts';
import type { OpenSession, ProgrammeSession } from '../vault-context.ts';
import type { IndexEntry } from './index-entry.ts';
import { sealPage } from './index-page.ts';
import { indexRecord } from './index-record.ts';
import type { MemoryIndex } from './memory-index.ts';

/** Records that are read and opened together. */
const ROWS_AT_ONCE = 200;

/** What indexing a record again needs of the programme. */
export type RepairTools = Pick<ProgrammeSession, 'laptopTokens' | 'plan' | 'indexPageKey'> & {
  readonly index: MemoryIndex;
};

/**
 * Indexes again the records that no readable page names, as far as this operator holds their keys; another
 * operator's unlock does the same for theirs. Damaged pages are kept: they may be evidence. Answers how many
 * records stay out of the sealed indexes.
 */
export async function repairIndex(
  store: FieldsealStore,
  session: Omit<OpenSession, 'programme'>,
  tools: RepairTools,
): Promise<number> {
  const recordIds = await store.records.toCollection().primaryKeys();
  const missing = recordIds.filter((recordId) => !tools.index.has(recordId));
  let unsearchable = 0;
  for (let start = 0; start < missing.length; start += ROWS_AT_ONCE) {
    const rows = await store.records.bulkGet(missing.slice(start, start + ROWS_AT_ONCE));
    unsearchable += await indexAgain(
      store,
      session,
      tools,
      rows.filter((row) => row !== undefined),
    );
  }
  return unsearchable;
}

/**
 * Indexes the rows on a new page, as far as their keys are held; answers how many were not. That they were opened is
 * written down together with the page, though nobody is shown them.
 */
export async function indexAgain(
  store: FieldsealStore,
  session: Omit<OpenSession, 'programme'>,
  tools: RepairTools,
  rows: readonly RecordRow[],
): Promise<number> {
  const readable = rows.filter((row) => isReadable(session, row)).map(({ recordId }) => recordId);
  const stored = await readRecords(store, readable);
  const entries = (
    await Promise.all(stored.map((record) => entryOf(session, tools, record)))
  ).filter((entry) => entry !== null);
  if (entries.length > 0) {
    const page = await sealPage(tools.indexPageKey, randomId(), entries);
    const event = {
      kind: 'content.decrypted' as const,
      reason: 'index-upkeep' as const,
      ...recordIdsOf(entries.map(({ recordId }) => recordId)),
    };
    await session.audit.commit(event, [store.indexPages], () => store.indexPages.add(page));
    tools.index.add(...entries);
  }
  return rows.length - entries.length;
}

async function entryOf(
  session: Omit<OpenSession, 'programme'>,
  tools: RepairTools,
  stored: StoredRecord,
): Promise<IndexEntry | null> {
  try {
    const record = await openOwnRecord({ ...session, programme: null }, stored);
    return indexRecord(tools, record).entry;
  } catch {
    return null;
  }
}
