import type { RecordState } from '../vault-api.ts';
import type { CounterMeta, OperatorRow, StateCounts, SyncMeta } from './rows.ts';
import type { FieldsealStore } from './store.ts';
import { NO_PREVIOUS_BATCH } from '../../../shared/sync/batch-manifest.ts';

export const NO_RECORDS: StateCounts = {
  saved: 0,
  'in-batch': 0,
  received: 0,
  refused: 0,
  approved: 0,
  returned: 0,
};

export const FIRST_COUNTERS: CounterMeta = { revision: 0, deviceCounter: 0, registrations: 0 };

export const NEVER_SYNCED: SyncMeta = {
  lastSequence: 0,
  previousHash: NO_PREVIOUS_BATCH,
  lastServerTime: null,
  lastSyncAt: null,
  decisionCursor: 0,
};

/** A record that moved from one state (null: it is new) to another. */
export interface StateMove {
  readonly operatorId: string;
  readonly from: RecordState | null;
  readonly to: RecordState;
}

/** Adjusts the operators' counters; call it inside the transaction that moves the records. */
export async function countMoves(
  store: FieldsealStore,
  moves: readonly StateMove[],
): Promise<void> {
  for (const operatorId of new Set(moves.map((move) => move.operatorId))) {
    const row = await store.operators.get(operatorId);
    if (row === undefined) continue;
    await store.operators.put(withMoves(row, moves));
  }
}

/** An operator's row with the counters as they are after the moves of its records. */
export function withMoves(row: OperatorRow, moves: readonly StateMove[]): OperatorRow {
  const own = moves.filter((move) => move.operatorId === row.operatorId);
  const byState = { ...row.byState };
  for (const { from, to } of own) {
    if (from !== null) byState[from] -= 1;
    byState[to] += 1;
  }
  return { ...row, byState };
}

/** Adds `change` to an operator's number of drafts; call it inside the transaction that adds or deletes them. */
export async function countDrafts(
  store: FieldsealStore,
  operatorId: string,
  change: number,
): Promise<void> {
  const row: OperatorRow | undefined = await store.operators.get(operatorId);
  if (row !== undefined) await store.operators.put({ ...row, drafts: row.drafts + change });
}
