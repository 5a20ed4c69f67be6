import { MOST_RECORD_IDS, type AuditEvent } from '../../../shared/audit/audit-event.ts';

/** One event for the records that commit together. */
export function sealedEvent(recordIds: readonly string[]): AuditEvent {
  return {
    kind: 'record.sealed',
    recordIds: recordIds.slice(0, MOST_RECORD_IDS),
    count: recordIds.length,
  };
}
