import type { Table } from 'dexie';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { KeyRings } from './key-rings.ts';

/** Keys may be renewed in between, here or in another window; then everything is sealed anew. */
const MOST_TRIES = 5;

/** Runs `work` in one transaction over `tables`; nothing is written where it answers null. */
type Commit = <T>(tables: readonly Table[], work: () => Promise<T | null>) => Promise<T | null>;

/** Whose keys seal. */
export interface Sealer {
  readonly operatorId: string;
  readonly rings: KeyRings;
}

/**
 * True when `epoch`, which was read before anything was sealed, still is the newest; asked inside the transaction that
 * writes it. A version that was renewed may be destroyed once nothing names it, so nothing may be written under it any
 * more. The rings themselves do not tell: this window may have renewed them, and read them again, since the sealing.
 */
export async function isEpochCurrent(
  store: FieldsealStore,
  operatorId: string,
  epoch: number,
): Promise<boolean> {
  const row = await store.operators.get(operatorId);
  return row === undefined ? epoch === 0 : isEpochOf(row, epoch);
}

/** The same of a row that was read inside the transaction. */
export function isEpochOf(row: OperatorRow, epoch: number): boolean {
  return (row.keyEpoch ?? 0) === epoch;
}

/**
 * Seals, then writes in one transaction over `tables`, under keys that are current while it writes. `commit` runs that
 * transaction where more goes into it.
 */
export async function writeSealed<Sealed, Result>(
  store: FieldsealStore,
  sealer: Sealer,
  tables: readonly Table[],
  seal: () => Promise<Sealed>,
  write: (sealed: Sealed) => Promise<Result>,
  commit: Commit = (used, work) => store.transaction('rw', [...used], work),
): Promise<Result> {
  const used = [...new Set([store.operators, ...tables])];
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { epoch } = sealer.rings;
    const sealed = await seal();
    const outcome = await commit(used, async () =>
      (await isEpochCurrent(store, sealer.operatorId, epoch))
        ? { result: await write(sealed) }
        : null,
    );
    if (outcome !== null) return outcome.result;
    await sealer.rings.reload();
  }
  throw new FieldsealError('vault.internal');
}
