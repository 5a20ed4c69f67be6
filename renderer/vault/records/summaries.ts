import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import type { RecordRow } from '../database/rows.ts';
import { displayName } from '../drafts/drafts.ts';
import type { RecordSummary } from '../vault-api.ts';
import type { ActiveSession } from '../vault-context.ts';
import { heldDisplayName, openOwnRecord } from './record-keys.ts';

/** A row as lists show it; the name only where this operator still holds the key. */
export async function summariseRecord(
  session: ActiveSession,
  row: RecordRow,
): Promise<RecordSummary> {
  return summaryOf(session, row, await nameOf(session, row));
}

/** A row as lists show it, with a name that was opened already. */
export function summaryOf(
  session: ActiveSession,
  row: RecordRow,
  displayedName: string | null,
): RecordSummary {
  return {
    recordId: row.recordId,
    version: row.version,
    registrationNumber: row.registrationNumber,
    savedAt: row.savedAt,
    areaId: row.areaId,
    state: row.state,
    refusal: row.refusal,
    own: row.operatorId === session.operator.operatorId,
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
