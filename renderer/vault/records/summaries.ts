import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import type { RecordRow } from '../database/rows.ts';
import { displayName } from '../drafts/drafts.ts';
import type { RecordSummary } from '../vault-api.ts';
import type { ActiveSession, VaultContext } from '../vault-context.ts';
import { openFromIntake, type HeldRecord, type RecordHead } from './held-records.ts';
import { heldDisplayName, openOwnRecord } from './record-keys.ts';

/** Records as lists show them; the name only where this operator still holds the key. */
export async function summariseRecords(
  context: VaultContext,
  session: ActiveSession,
  records: readonly HeldRecord[],
): Promise<readonly RecordSummary[]> {
  const opened = await openFromIntake(context, session, records);
  return Promise.all(
    records.map(async ({ head, row }) => {
      const answers = opened.get(head.recordId)?.answers;
      const inPage = answers === undefined ? null : displayName(session, answers);
      return summaryOf(session, head, row === null ? inPage : await nameOf(session, row));
    }),
  );
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

async function nameOf(session: ActiveSession, row: RecordRow): Promise<string | null> {
  if (row.operatorId !== session.operator.operatorId) return null;
  if (row.viewKey === null && row.returned === null) return null;
  try {
    return (
      (await heldDisplayName(session, row)) ??
      displayName(session, (await openOwnRecord(session, row)).answers)
    );
  } catch {
    // A damaged record stays in the list without its name; opening it says what is wrong.
    return null;
  }
}
