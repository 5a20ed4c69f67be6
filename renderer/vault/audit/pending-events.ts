import {
  MOST_RECORD_IDS,
  type AuditEntry,
  type AuditEvent,
} from '../../../shared/audit/audit-event.ts';

/** Events that are kept until they can be written; more would fill the memory of a laptop with a full disk. */
const MOST_PENDING = 200;

/**
 * Adds an event to those that wait; one of the same kind and reason takes it in while the records fit. Where there is no
 * room the oldest gives way to an event that says how many did, so that the chain never keeps silent about it.
 */
export function addPending(
  pending: readonly AuditEntry[],
  entry: AuditEntry,
): readonly AuditEntry[] {
  for (const [index, known] of pending.entries()) {
    const joined = join(known, entry);
    if (joined !== null) return pending.with(index, joined);
  }
  const all = [...pending, entry];
  return all.length > MOST_PENDING ? dropOldest(all) : all;
}

/** The event that counts the dropped ones stands first, where they stood, with the time of the last of them. */
function dropOldest(pending: readonly AuditEntry[]): readonly AuditEntry[] {
  const [first, ...others] = pending;
  const isCounter = first?.kind === 'audit.events-lost';
  const [oldest, ...kept] = isCounter ? others : pending;
  const count = 1 + (isCounter ? (first.count ?? 0) : 0);
  if (oldest === undefined) return pending;
  const counter: AuditEntry = { kind: 'audit.events-lost', count, at: oldest.at };
  // The first time the counter takes the place of two.
  return isCounter ? [counter, ...kept] : [{ ...counter, count: count + 1 }, ...kept.slice(1)];
}

/** The ids as one event may carry them, and the number where there are more. */
export function recordIdsOf(recordIds: readonly string[]): Pick<AuditEvent, 'recordIds' | 'count'> {
  return { recordIds: recordIds.slice(0, MOST_RECORD_IDS), count: recordIds.length };
}

function join(known: AuditEntry, entry: AuditEntry): AuditEntry | null {
  const { recordIds: knownIds } = known;
  const { recordIds: newIds } = entry;
  const isAlike =
    known.kind === entry.kind &&
    known.reason === entry.reason &&
    known.note === undefined &&
    entry.note === undefined;
  if (!isAlike || knownIds === undefined || newIds === undefined) return null;
  // A full one is not compared id by id: many wait while lists are read.
  if (knownIds.length === MOST_RECORD_IDS) return null;
  // Asked at every search: a short list is looked through faster than a set is made.
  const fresh = newIds.filter((id) => !knownIds.includes(id));
  const total = knownIds.length + fresh.length;
  if (total > MOST_RECORD_IDS) return null;
  return {
    ...known,
    recordIds: fresh.length === 0 ? knownIds : [...knownIds, ...fresh],
    count: Math.max(total, known.count ?? 0),
  };
}
