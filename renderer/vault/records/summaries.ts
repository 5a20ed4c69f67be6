import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import { readRecords } from '../database/record-items.ts';
import type { RecordRow } from '../database/rows.ts';
import { displayName } from '../drafts/drafts.ts';
import type { RecordSummary } from '../vault-api.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { openFromIntake, type HeldRecord, type RecordHead } from './held-records.ts';
import { heldDisplayName, isReadable, openOwnRecord } from './record-keys.ts';

/** Records as lists show them; the name only where this operator still holds the key. */
export async function summariseRecords(
  context: VaultContext,
  session: ActiveSession,
  records: readonly HeldRecord[],
): Promise<readonly RecordSummary[]> {
  const opened = await openFromIntake(context, session, records);
  const names = await namesOf(
    context,
    session,
    records.flatMap(({ row }) => row ?? []),
  );
  return records.map(({ head, row }) => {
    const answers = opened.get(head.recordId)?.answers;
    const inPage = answers === undefined ? null : displayName(session, answers);
    return summaryOf(session, head, row === null ? inPage : (names.get(head.recordId) ?? null));
  });
}

/** A record as lists show it, with a name that was opened already. */
export function summaryOf(
  session: ActiveSession,
  head: RecordHead,
  displayedName: string | null,
): RecordSummary {
  return {
    recordId: head.recordId,
    version: head.version,
    registrationNumber: head.registrationNumber,
    savedAt: head.savedAt,
    areaId: head.areaId,
    state: head.state,
    refusal: head.refusal,
    own: head.operatorId === session.operator.operatorId,
    displayName: displayedName,
  };
}

/** Keeps for the audit chain that names were decrypted for a list; records without a name were not opened. */
export function noteNames(
  session: ActiveSession,
  event: AuditEvent,
  records: readonly RecordSummary[],
): void {
  const opened = records.filter((record) => record.displayName !== null);
  session.audit.later({ ...event, ...recordIdsOf(opened.map((record) => record.recordId)) });
}

/**
 * The names of those that this operator can read, by record id. A damaged record is left out: it stays in the list
 * without its name, and opening it says what is wrong.
 */
async function namesOf(
  context: VaultContext,
  session: ActiveSession,
  rows: readonly RecordRow[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const toOpen: string[] = [];
  await Promise.all(
    rows
      .filter((row) => isReadable(session, row))
      .map(async (row) => {
        const name = await heldDisplayName(session, row).catch(() => undefined);
        if (name === null) toOpen.push(row.recordId);
        else if (name !== undefined) names.set(row.recordId, name);
      }),
  );
  // Those without a name beside their key are opened; only for them items are read.
  await Promise.all(
    (await readRecords(requireStore(context), toOpen)).map(async (stored) => {
      const record = await openOwnRecord(session, stored).catch(() => null);
      if (record !== null) names.set(record.id, displayName(session, record.answers));
    }),
  );
  return names;
}
