import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';

/**
 * True when the operator's lease is over. The last time heard from the server counts too: setting the laptop's
 * clock back gains nothing.
 */
export async function isLeaseOver(
  store: FieldsealStore,
  operator: OperatorRow,
  now: Date,
): Promise<boolean> {
  if (operator.leaseUntil === null) return false;
  const lastServerTime = (await store.read('sync'))?.lastServerTime ?? null;
  const latest = Math.max(now.getTime(), lastServerTime === null ? 0 : Date.parse(lastServerTime));
  return latest > Date.parse(operator.leaseUntil);
}
