import {
  openRecord,
  pad,
  peekUnverified,
  unpad,
  unwrapRecordKey,
  zeroBytes,
  type WrappedRecordKey,
} from '../../../shared/crypto/index.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { concatBytes, fromUtf8, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { RegistrantItem } from '../../../shared/sync/registrant-item.ts';
import type { StoredRecord } from '../database/record-items.ts';
import type { RecordRow } from '../database/rows.ts';
import type { OpenSession } from '../vault-context.ts';

type ViewBinding = Pick<RecordRow, 'recordId' | 'version'>;

/** Bytes of a record key; in a view key the record's display name follows. Alone in rows of the first version. */
const RECORD_KEY_LENGTH = 32;

/** View keys are as long as a multiple of this, so that their length does not tell names apart. */
const VIEW_KEY_BLOCK = 128;

/**
 * The record key under the operator's record keys, so that the enumerator can read the record until it is received; with
 * it the name that lists show, so that a list opens fifty short texts instead of fifty records.
 */
export async function sealViewKey(
  session: OpenSession,
  record: ViewBinding,
  recordKey: Bytes,
  displayName: string,
): Promise<Bytes> {
  const { operatorId } = session.operator;
  const bound = { operatorId, recordId: record.recordId, version: record.version };
  const held = concatBytes(recordKey, utf8(displayName));
  const plain = pad(held, VIEW_KEY_BLOCK);
  try {
    return await session.rings.seal('records', 'record-view', bound, plain);
  } finally {
    zeroBytes(held, plain);
  }
}

/**
 * The name that was sealed beside the view key; null where there is none: in rows of the first version, and once a
 * record was returned. @throws FieldsealError `vault.record-damaged`.
 */
export async function heldDisplayName(
  session: OpenSession,
  row: RecordRow,
): Promise<string | null> {
  if (row.viewKey === null || row.returned !== null) return null;
  const plain = await openViewKey(session, row, row.viewKey);
  const name =
    plain.length === RECORD_KEY_LENGTH ? null : fromUtf8(plain.subarray(RECORD_KEY_LENGTH));
  zeroBytes(plain);
  return name;
}

/** Whether this operator can read the record; its key may still turn out to be damaged. */
export function isReadable(session: Pick<OpenSession, 'operator'>, row: RecordRow): boolean {
  if (row.operatorId !== session.operator.operatorId) return false;
  return row.viewKey !== null || row.returned !== null;
}

/**
 * The item as this laptop wrote it. Its signature is checked by whoever receives it; here the envelope's binding
 * and the key decide whether it opens.
 * @throws FieldsealError `vault.record-damaged`.
 */
export function itemOf({ row, item }: StoredRecord): RegistrantItem {
  if (item === undefined) throw damaged(row);
  try {
    return RegistrantItem.parse(peekUnverified(item.item).payload);
  } catch (cause) {
    throw damaged(row, cause);
  }
}

/** The record's key while this operator holds it; the caller zeroes it. @throws FieldsealError `vault.record-sealed`, `vault.record-damaged`. */
export async function heldRecordKey(session: OpenSession, record: StoredRecord): Promise<Bytes> {
  const { row } = record;
  if (row.operatorId !== session.operator.operatorId) throw sealed(row);
  if (row.returned !== null) {
    const wrapped = [row.returned.recordKey, ...(row.returned.otherKeys ?? [])];
    const isOurs = wrapped.some(({ kid }) => kid === session.operatorKeys.agreement.kid);
    // One that was returned before its restore here is wrapped to another laptop; its key came with the backup.
    if (row.viewKey === null || isOurs) return returnedKey(session, record, wrapped);
  }
  if (row.viewKey === null) throw sealed(row);
  const plain = await openViewKey(session, row, row.viewKey);
  const key = plain.slice(0, RECORD_KEY_LENGTH);
  zeroBytes(plain);
  return key;
}

async function returnedKey(
  session: OpenSession,
  record: StoredRecord,
  wrapped: readonly WrappedRecordKey[],
): Promise<Bytes> {
  try {
    return await unwrapRecordKey(wrapped, itemOf(record).binding, [session.operatorKeys.agreement]);
  } catch (cause) {
    throw damaged(record.row, cause);
  }
}

async function openViewKey(session: OpenSession, row: RecordRow, viewKey: Bytes): Promise<Bytes> {
  const { operatorId } = session.operator;
  const bound = { operatorId, recordId: row.recordId, version: row.version };
  try {
    const plain = await session.rings.open('records', 'record-view', bound, viewKey);
    // A key may begin with any byte; alone it is shorter than a block.
    if (plain.length === RECORD_KEY_LENGTH) return plain;
    const held = unpad(plain);
    zeroBytes(plain);
    return held;
  } catch (cause) {
    throw damaged(row, cause);
  }
}

/** Opens an own record. @throws FieldsealError `vault.record-sealed`, `vault.record-damaged`. */
export async function openOwnRecord(
  session: OpenSession,
  stored: StoredRecord,
): Promise<RegistrantRecord> {
  const { row } = stored;
  const recordKey = await heldRecordKey(session, stored);
  try {
    const item = itemOf(stored);
    const record = RegistrantRecord.parse(
      decodeCbor(await openRecord(recordKey, item.binding, item.envelope)),
    );
    if (record.id !== row.recordId || record.version !== row.version) throw damaged(row);
    return record;
  } catch (cause) {
    throw cause instanceof FieldsealError && cause.code === 'vault.record-damaged'
      ? cause
      : damaged(row, cause);
  } finally {
    zeroBytes(recordKey);
  }
}

function sealed(row: RecordRow): FieldsealError {
  return new FieldsealError('vault.record-sealed', { record: row.registrationNumber });
}

function damaged(row: RecordRow, cause?: unknown): FieldsealError {
  return new FieldsealError('vault.record-damaged', { record: row.registrationNumber }, cause);
}
