import type { Table } from 'dexie';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { KeyRings } from './key-rings.ts';

/** Another window may renew the keys in between; then everything is sealed anew. */
const MOST_TRIES = 5;

/** Whose keys seal. */
export interface Sealer {
  readonly operatorId: string;
  readonly rings: KeyRings;
}

/**
 * True when `rings` are the newest; asked inside the transaction that writes what they sealed. A version that was
 * renewed may be destroyed once nothing names it, so nothing may be written under it any more.
 */
export async function areRingsCurrent(store: FieldsealStore, sealer: Sealer): Promise<boolean> {
  const row = await store.operators.get(sealer.operatorId);
  return (row?.keyEpoch ?? 0) === sealer.rings.epoch;
}

/** Seals, then writes in one transaction over `tables`, under keys that are current while it writes. */
export async function writeSealed<Sealed, Result>(
  store: FieldsealStore,
  sealer: Sealer,
  tables: readonly Table[],
  seal: () => Promise<Sealed>,
  write: (sealed: Sealed) => Promise<Result>,
): Promise<Result> {
  const used = [...new Set([store.operators, ...tables])];
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const sealed = await seal();
    const outcome = await store.transaction('rw', used, async () =>
      (await areRingsCurrent(store, sealer)) ? { result: await write(sealed) } : null,
    );
    if (outcome !== null) return outcome.result;
    await sealer.rings.reload();
  }
  throw new FieldsealError('vault.internal');
}
