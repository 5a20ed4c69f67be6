import type { KeyRef } from '../../../shared/crypto/index.ts';
import { equalBytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { DataKeyRow } from '../keys/data-key-rows.ts';
import {
  openRing,
  sealRing,
  withNextVersion,
  zeroRing,
  type RingState,
} from '../keys/ring-state.ts';
import { ringNamed } from '../keys/vault-rings.ts';
import type { JobRow } from './job-rows.ts';
import type { KeyWork } from './key-work.ts';

/** Another window may rotate first; then the next version is made of what it left. */
const MOST_TRIES = 5;

/**
 * Makes a new version of each key current, all in one transaction together with the job that re-encrypts what the
 * vault's own keys seal. Until it commits no key has been made: the new ones are in no memory but this function's.
 * @throws FieldsealError `keys.key-unknown`.
 */
export async function rotateKeys(work: KeyWork, refs: readonly KeyRef[]): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    if (
      await changeRings(work, refs, withNextVersion, (rows) => commitRotation(work, refs, rows))
    ) {
      await work.rings.reload();
      return;
    }
  }
  throw new FieldsealError('vault.internal');
}

/** The rows as they were read, and what is to be written in their place. */
export interface ChangedRings {
  readonly before: readonly DataKeyRow[];
  readonly after: readonly DataKeyRow[];
}

/** Opens the rings, changes each and hands them to `commit` sealed; their keys are zeroed whatever happens. */
export async function changeRings(
  { store, operatorId, vaultKeys, now }: KeyWork,
  refs: readonly KeyRef[],
  change: (ring: RingState, now: Date) => RingState,
  commit: (rows: ChangedRings) => Promise<boolean>,
): Promise<boolean> {
  const before: DataKeyRow[] = [];
  const after: DataKeyRow[] = [];
  for (const { purpose, keyId } of refs) {
    const row = await store.dataKeys.get([operatorId, purpose, keyId]);
    if (row === undefined) throw new FieldsealError('keys.key-unknown', { purpose, keyId });
    const ring = await openRing(vaultKeys.keysKey, row);
    const changed = change(ring, now());
    before.push(row);
    after.push(await sealRing(vaultKeys.keysKey, operatorId, { purpose, keyId }, changed));
    zeroRing(changed);
    zeroRing(ring);
  }
  return commit({ before, after });
}

/** True when the rows still are what was read; asked inside the transaction that replaces them. */
export async function areUnchanged(
  { store }: KeyWork,
  rows: readonly DataKeyRow[],
): Promise<boolean> {
  for (const row of rows) {
    const found = await store.dataKeys.get([row.operatorId, row.purpose, row.keyId]);
    if (found === undefined || !equalBytes(found.sealed, row.sealed)) return false;
  }
  return true;
}

async function commitRotation(
  work: KeyWork,
  refs: readonly KeyRef[],
  { before, after }: ChangedRings,
): Promise<boolean> {
  const { store, operatorId, audit, now } = work;
  const [only] = refs;
  const named = refs.length === 1 && only !== undefined ? only : {};
  const event = { kind: 'keys.rotated' as const, count: refs.length, ...named };
  const done = await audit.commit(event, [store.dataKeys, store.jobs], async () => {
    if (!(await areUnchanged(work, before))) return null;
    const operator = await store.operators.get(operatorId);
    if (operator === undefined) return null;
    await store.dataKeys.bulkPut(after);
    await store.operators.update(operatorId, { keyEpoch: (operator.keyEpoch ?? 0) + 1 });
    if (refs.some((ref) => ringNamed(ref) !== undefined)) {
      const records = Object.values(operator.byState).reduce((sum, count) => sum + count, 0);
      await store.jobs.put(firstJob(operatorId, now(), operator.drafts + records + 1));
    }
    return true;
  });
  return done !== null;
}

function firstJob(operatorId: string, now: Date, total: number): JobRow {
  return {
    operatorId,
    kind: 're-encrypt',
    startedAt: now.toISOString(),
    stage: 'drafts',
    cursor: '',
    done: 0,
    total,
  };
}
