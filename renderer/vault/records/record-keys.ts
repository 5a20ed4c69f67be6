import {
  openRecord,
  peekUnverified,
  unwrapRecordKey,
  zeroBytes,
} from '../../../shared/crypto/index.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { RegistrantItem } from '../../../shared/sync/registrant-item.ts';
import type { RecordRow } from '../database/rows.ts';
import type { OpenSession } from '../vault-context.ts';

type ViewBinding = Pick<RecordRow, 'recordId' | 'version'>;

/** The record key under the operator's record keys, so that the enumerator can read the record until it is received. */
export async function sealViewKey(
  session: OpenSession,
  record: ViewBinding,
  recordKey: Bytes,
): Promise<Bytes> {
  const { operatorId } = session.operator;
  const bound = { operatorId, recordId: record.recordId, version: record.version };
  return session.rings.seal('records', 'record-view', bound, recordKey);
}

/**
 * The item as this laptop wrote it. Its signature is checked by whoever receives it; here the envelope's binding
 * and the key decide whether it opens.
 * @throws FieldsealError `vault.record-damaged`.
 */
export function itemOf(row: RecordRow): RegistrantItem {
  try {
    return RegistrantItem.parse(peekUnverified(row.item).payload);
  } catch (cause) {
    throw damaged(row, cause);
  }
}

/** The record's key while this operator holds it; the caller zeroes it. @throws FieldsealError `vault.record-sealed`, `vault.record-damaged`. */
export async function heldRecordKey(session: OpenSession, row: RecordRow): Promise<Bytes> {
  const { operatorId } = session.operator;
  if (row.operatorId !== operatorId) throw sealed(row);
  try {
    if (row.returned !== null) {
      const { agreement } = session.operatorKeys;
      const wrapped = [row.returned.recordKey, ...(row.returned.otherKeys ?? [])];
      // One that was returned before its restore here is wrapped to another laptop; its key came with the backup.
      if (row.viewKey === null || wrapped.some(({ kid }) => kid === agreement.kid)) {
        return await unwrapRecordKey(wrapped, itemOf(row).binding, [agreement]);
      }
    }
    if (row.viewKey === null) throw sealed(row);
    const bound = { operatorId, recordId: row.recordId, version: row.version };
    return await session.rings.open('records', 'record-view', bound, row.viewKey);
  } catch (cause) {
    if (cause instanceof FieldsealError && cause.code === 'vault.record-sealed') throw cause;
    throw damaged(row, cause);
  }
}

/** Opens an own record. @throws FieldsealError `vault.record-sealed`, `vault.record-damaged`. */
export async function openOwnRecord(
  session: OpenSession,
  row: RecordRow,
): Promise<RegistrantRecord> {
  const recordKey = await heldRecordKey(session, row);
  try {
    const item = itemOf(row);
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
