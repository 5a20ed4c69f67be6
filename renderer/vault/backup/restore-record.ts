import {
  openRecord,
  peekUnverified,
  sha256,
  wrapRecordKey,
  zeroBytes,
} from '../../../shared/crypto/index.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { copyBytes, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import { isErrorCode } from '../../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { MOST_ORIGINALS, RegistrantItem } from '../../../shared/sync/registrant-item.ts';
import type { WholeRecord } from '../database/record-items.ts';
import type { ItemRow, OriginalItem, RecordRow } from '../database/rows.ts';
import type { IndexEntry } from '../index/index-entry.ts';
import { indexRecord } from '../index/index-record.ts';
import { namePairsOf } from '../index/name-pairs.ts';
import { buildItem } from '../records/build-item.ts';
import { displayName } from '../drafts/drafts.ts';
import { sealViewKey } from '../records/record-keys.ts';
import type { ActiveSession } from '../vault-context.ts';
import type { RecordItem } from './backup-items.ts';

/** A record ready to be put into this laptop's store. */
export interface RestoredRecord extends WholeRecord {
  readonly entry: IndexEntry;
}

/**
 * Makes a backed-up record this laptop's own, under `deviceCounter`. One that the server has not taken is sealed and
 * signed anew: same id, number and version, this device. One that was refused or returned keeps its item, which its
 * correction will replace; its key comes under this vault.
 * @throws FieldsealError `vault.record-damaged`, `review.key-missing`.
 */
export async function restoreRecord(
  session: ActiveSession,
  saved: RecordItem,
  deviceCounter: number,
): Promise<RestoredRecord> {
  const { item, record } = await openSaved(session, saved);
  const { entry, open } = indexRecord(session.programme, record);
  const base = {
    recordId: record.id,
    version: record.version,
    operatorId: record.operatorId,
    areaId: record.areaId,
    savedOrder: deviceCounter,
    savedAt: record.savedAt,
    registrationNumber: record.registrationNumber,
    ...open,
  };
  const isUnsent = saved.state === 'saved' || saved.state === 'in-batch';
  const { item: bytes, ...sealed } = isUnsent
    ? await sealAnew(session, saved, record, deviceCounter)
    : await keepItem(session, saved, item, record);
  return { row: { ...base, ...sealed }, item: { recordId: record.id, item: bytes }, entry };
}

type Sealed = Pick<ItemRow, 'item'> &
  Pick<RecordRow, 'state' | 'refusal' | 'itemHash' | 'viewKey' | 'returned' | 'originals'>;

async function sealAnew(
  session: ActiveSession,
  saved: RecordItem,
  record: RegistrantRecord,
  deviceCounter: number,
): Promise<Sealed> {
  const originals = await Promise.all(
    // Restored more often without a sync, the oldest is forgotten: should its laptop still deliver, ours is refused.
    [saved, ...saved.originals]
      .slice(0, MOST_ORIGINALS)
      .map(({ item, recordKey }) => originalOf(session, saved, item, recordKey)),
  );
  const { deviceId, plan, laptopTokens } = session.programme;
  const built = await buildItem(
    session,
    { ...record, deviceId, deviceCounter },
    namePairsOf(plan, record.answers, laptopTokens.names),
    originals.map(({ itemHash, item }) => ({ itemHash, deviceId: claimOf(item).binding.deviceId })),
  );
  return { ...built, state: 'saved', refusal: null, returned: null, originals };
}

async function keepItem(
  session: ActiveSession,
  saved: RecordItem,
  item: RegistrantItem,
  record: RegistrantRecord,
): Promise<Sealed> {
  const bytes = copyBytes(saved.item);
  const base = { item: bytes, itemHash: toHex(sha256(bytes)) };
  if (saved.state === 'refused') {
    const refusal = isErrorCode(saved.refusal) ? saved.refusal : null;
    const name = displayName(session, record.answers);
    const viewKey = await withCopy(saved.recordKey, (key) =>
      sealViewKey(session, saved, key, name),
    );
    return { ...base, state: 'refused', refusal, viewKey, returned: null };
  }
  const returned = {
    recordKey: await withCopy(saved.recordKey, (key) =>
      wrapRecordKey(key, item.binding, session.operatorKeys.agreement),
    ),
    sealedReason: copyBytes(saved.sealedReason ?? new Uint8Array(0)),
  };
  return { ...base, state: 'returned', refusal: null, viewKey: null, returned };
}

async function openSaved(
  session: ActiveSession,
  saved: RecordItem,
): Promise<{ readonly item: RegistrantItem; readonly record: RegistrantRecord }> {
  try {
    const item = claimOf(saved.item);
    const plain = await withCopy(saved.recordKey, (key) =>
      openRecord(key, item.binding, item.envelope),
    );
    const record = RegistrantRecord.parse(decodeCbor(plain));
    const isSame =
      record.id === saved.recordId &&
      record.version === saved.version &&
      record.operatorId === session.operator.operatorId &&
      record.programmeId === session.programme.pack.id;
    if (!isSame) throw new TypeError('another record');
    return { item, record };
  } catch (cause) {
    throw new FieldsealError('vault.record-damaged', { record: saved.registrationNumber }, cause);
  }
}

/** The item as it says of itself; the backup's seal vouches for the bytes. */
function claimOf(item: Uint8Array): RegistrantItem {
  return RegistrantItem.parse(peekUnverified(item).payload);
}

async function originalOf(
  session: ActiveSession,
  saved: RecordItem,
  item: Uint8Array,
  recordKey: Uint8Array,
): Promise<OriginalItem> {
  const bytes = copyBytes(item);
  const viewKey = await withCopy(recordKey, (key) => sealViewKey(session, saved, key, ''));
  return { item: bytes, itemHash: toHex(sha256(bytes)), viewKey };
}

/** Works with a copy of a record's key and zeroes it; the item's own is zeroed with its chunk. */
async function withCopy<T>(recordKey: Uint8Array, work: (key: Bytes) => Promise<T>): Promise<T> {
  const key = copyBytes(recordKey);
  try {
    return await work(key);
  } finally {
    zeroBytes(key);
  }
}
