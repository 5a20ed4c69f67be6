import { peekUnverified, sha256 } from '../../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { BATCH_MAGIC } from '../../../shared/sync/batch-file.ts';
import { checkCarriedBatch } from '../../../shared/sync/carried-batch.ts';
import { readFrames } from '../../../shared/sync/framing.ts';
import { RegistrantItem } from '../../../shared/sync/registrant-item.ts';
import type { SyncTarget } from '../sync/sync-target.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { CarriedRow } from './carried-rows.ts';
import type { StickTaker } from './stick-taker.ts';

/** Takes batches of other laptops, to be delivered at the next sync. Each is checked as far as a carrier can. */
export function createBatchTaker(context: VaultContext, target: SyncTarget): StickTaker {
  let [taken, records, photos, known] = [0, 0, 0, 0];
  return {
    async take(bytes) {
      const row = await rowOf(context, target, bytes);
      const store = requireStore(context);
      const isNew = await context.writes(() =>
        store.transaction('rw', store.carried, store.carriedBytes, async () => {
          if ((await store.carried.get(row.batchHash)) !== undefined) return false;
          await store.carried.add(row);
          await store.carriedBytes.add({ batchHash: row.batchHash, bytes });
          return true;
        }),
      );
      if (!isNew) known += 1;
      else {
        taken += 1;
        records += row.records;
        photos += row.photos ?? 0;
      }
    },
    finish(failures, isStopped) {
      if (taken > 0) context.audit.later({ kind: 'courier.taken', count: taken });
      return Promise.resolve({
        kind: 'batches',
        taken,
        records,
        photos,
        known,
        failures,
        isStopped,
      });
    },
  };
}

async function rowOf(context: VaultContext, target: SyncTarget, bytes: Bytes): Promise<CarriedRow> {
  const { programmeId, deviceId, previousHash, sequence, items } = await checkCarriedBatch(bytes);
  if (programmeId !== target.pack.id) throw new FieldsealError('courier.other-programme');
  if (deviceId === target.deviceKey.kid) throw new FieldsealError('courier.own-batch');
  return {
    batchHash: toHex(sha256(bytes)),
    previousHash,
    deviceId,
    deviceCode: deviceCodeIn(bytes),
    sequence,
    records: items.filter(({ kind }) => kind === 'registrant').length,
    photos: items.filter(({ kind }) => kind === 'attachment').length,
    size: bytes.length,
    takenAt: context.deps.now().toISOString(),
    receipt: null,
    problem: null,
    writtenAt: null,
  };
}

/** What people call the laptop, as the numbers of its own records begin. For showing: nobody vouches for it here. */
function deviceCodeIn(bytes: Bytes): string | null {
  const [, ...items] = readFrames(BATCH_MAGIC, bytes);
  for (const item of items) {
    const parsed = readItem(item);
    if (parsed === null || parsed.restored !== undefined) continue;
    return /^([A-Z0-9]{4})-/u.exec(parsed.registrationNumber)?.[1] ?? null;
  }
  return null;
}

function readItem(bytes: Bytes): RegistrantItem | null {
  try {
    return RegistrantItem.parse(peekUnverified(bytes).payload);
  } catch {
    return null;
  }
}
