import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { WholeAttachment } from '../attachments/attachment-rows.ts';
import { detachPhotos } from '../attachments/detach-photos.ts';
import { attachmentTables, putAttachments } from '../attachments/store-attachments.ts';
import type { WholeRecord } from '../database/record-items.ts';
import type { RecordRow } from '../database/rows.ts';
import { namePairsOf } from '../index/name-pairs.ts';
import { isEpochCurrent } from '../keys/write-sealed.ts';
import { buildRecord } from '../records/build-record.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { openIntake } from './intake-page.ts';
import type { IntakeHead, IntakeRow } from './intake-rows.ts';

/** Keys may be renewed in between; then the rows are built anew. */
const MOST_TRIES = 5;

export interface FilingOptions {
  /** Told after each page how many records of the intake still wait. */
  readonly onProgress?: ((left: number) => void) | undefined;
  /** Ends it between two pages. */
  readonly isStopped?: (() => boolean) | undefined;
}

/**
 * Makes the items for delivery of the operator's records in the intake, page by page; each page turns into rows of its
 * own in one transaction, so that it can be ended anywhere and run again. It ends at a lock. A damaged page stays where
 * it is and holds up no other. Answers how many records still wait.
 */
export async function fileIntake(
  context: VaultContext,
  session: ActiveSession,
  options: FilingOptions = {},
): Promise<number> {
  const store = requireStore(context);
  const { operatorId } = session.operator;
  const { locks } = context;
  const isOver = (): boolean => context.locks !== locks || options.isStopped?.() === true;
  const sizes = new Map<string, number>();
  await store.intake.where({ operatorId }).each(({ id, heads }) => sizes.set(id, heads.length));
  let left = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  for (const [id, size] of sizes) {
    if (isOver()) break;
    if (await filePage(context, session, id)) left -= size;
    options.onProgress?.(left);
  }
  if (sizes.size > 0) context.emit({ type: 'records-changed' });
  return left;
}

/** The same for whoever is signed in; nothing where nobody is. */
export async function fileIntakeOfSession(
  context: VaultContext,
  options: FilingOptions = {},
): Promise<void> {
  const programme = context.session?.programme;
  if (context.session === null || programme === null || programme === undefined) return;
  await fileIntake(context, { ...context.session, programme }, options);
}

/** Files one page; false when it had to stay. */
async function filePage(
  context: VaultContext,
  session: ActiveSession,
  id: string,
): Promise<boolean> {
  const store = requireStore(context);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const page = await store.intake.get(id);
    if (page === undefined) break;
    const { epoch } = session.rings;
    const records = await buildRecords(session, page);
    if (records === null) return false;
    if (await context.writes(() => commitPage(context, session, page, records, epoch))) {
      session.programme.intake.remove(id);
      return true;
    }
    await session.rings.reload();
  }
  const isGone = (await store.intake.get(id)) === undefined;
  // Filed by another window, or by a sync at the same time.
  if (isGone) session.programme.intake.remove(id);
  return isGone;
}

interface FiledRecord extends WholeRecord {
  readonly attachments: readonly WholeAttachment[];
}

/** Null for a page that does not open, or that nobody could review any more: every later unlock tries again. */
async function buildRecords(
  session: ActiveSession,
  page: IntakeRow,
): Promise<readonly FiledRecord[] | null> {
  const { operator, rings, programme } = session;
  try {
    const records = await openIntake({ operatorId: operator.operatorId, rings }, page);
    return await Promise.all(
      records.map(async (whole, at) => {
        const { record, attachments } = await detachPhotos(session, whole);
        const pairs = namePairsOf(programme.plan, record.answers, programme.laptopTokens.names);
        const built = await buildRecord(session, record, pairs, openColumns(page.heads[at]));
        return { ...built, attachments };
      }),
    );
  } catch (error) {
    if (error instanceof FieldsealError) return null;
    throw error;
  }
}

/** Without columns that are not there: an index must not see them as undefined. */
function openColumns(
  head: IntakeHead | undefined,
): Pick<RecordRow, 'nationalIdToken' | 'phoneToken'> {
  const { nationalIdToken, phoneToken } = head ?? {};
  return {
    ...(nationalIdToken === undefined ? {} : { nationalIdToken }),
    ...(phoneToken === undefined ? {} : { phoneToken }),
  };
}

async function commitPage(
  context: VaultContext,
  session: ActiveSession,
  page: IntakeRow,
  records: readonly FiledRecord[],
  keyEpoch: number,
): Promise<boolean> {
  const store = requireStore(context);
  const event = {
    kind: 'content.decrypted' as const,
    reason: 'delivery' as const,
    count: records.length,
  };
  const tables = [store.intake, store.records, store.items, ...attachmentTables(store)];
  const done = await session.audit.commit(event, tables, async () => {
    const [held, isCurrent] = await Promise.all([
      store.intake.get(page.id),
      isEpochCurrent(store, page.operatorId, keyEpoch),
    ]);
    if (held === undefined || !isCurrent) return null;
    await Promise.all([
      store.records.bulkAdd(records.map(({ row }) => row)),
      store.items.bulkAdd(records.map(({ item }) => item)),
      putAttachments(
        store,
        records.flatMap(({ attachments }) => attachments),
      ),
      store.intake.delete(page.id),
    ]);
    return true;
  });
  return done !== null;
}
