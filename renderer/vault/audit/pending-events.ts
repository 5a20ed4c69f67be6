import {
  MOST_RECORD_IDS,
  type AuditEntry,
  type AuditEvent,
} from '../../../shared/audit/audit-event.ts';

/** Kinds of events that are kept until they can be written; more would fill the memory of a laptop with a full disk. */
const MOST_PENDING = 200;

/** Adds an event to those that wait; one of the same kind and reason takes it in while the records fit. */
export function addPending(
  pending: readonly AuditEntry[],
  entry: AuditEntry,
): readonly AuditEntry[] {
  for (const [index, known] of pending.entries()) {
    const joined = join(known, entry);
    if (joined !== null) return pending.with(index, joined);
  }
  return [...pending, entry].slice(-MOST_PENDING);
}

/** The ids as one event may carry them, and the number where there are more. */
export function recordIdsOf(recordIds: readonly string[]): Pick<AuditEvent, 'recordIds' | 'count'> {
  return { recordIds: recordIds.slice(0, MOST_RECORD_IDS), count: recordIds.length };
}

function join(known: AuditEntry, entry: AuditEntry): AuditEntry | null {
  const isAlike =
    known.kind === entry.kind &&
    known.reason === entry.reason &&
    known.recordIds !== undefined &&
    entry.recordIds !== undefined &&
    known.note === undefined &&
    entry.note === undefined;
  if (!isAlike) return null;
  const recordIds = [...new Set([...(known.recordIds ?? []), ...(entry.recordIds ?? [])])];
  if (recordIds.length > MOST_RECORD_IDS) return null;
  return { ...known, recordIds, count: Math.max(recordIds.length, known.count ?? 0) };
}
