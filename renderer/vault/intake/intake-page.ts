import { z } from 'zod';
import { pad, unpad, zeroBytes } from '../../../shared/crypto/index.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { KeyRings } from '../keys/key-rings.ts';
import type { IntakeRow } from './intake-rows.ts';

/** A page is as long as a multiple of this, so that one with few people does not tell how long their names are. */
const PAGE_BLOCK = 4096;

const PageContent = z.array(RegistrantRecord);

/** Whose records a page holds, and the keys they are under. */
export interface IntakeOwner {
  readonly operatorId: string;
  readonly rings: KeyRings;
}

/** Seals the records of the page `id` under the current record key of their operator, bound to both. */
export async function sealIntake(
  { operatorId, rings }: IntakeOwner,
  id: string,
  records: readonly RegistrantRecord[],
): Promise<Bytes> {
  const content = encodeCbor(records);
  const plain = pad(content, PAGE_BLOCK);
  try {
    return await rings.seal('records', 'intake', { operatorId, intakeId: id }, plain);
  } finally {
    zeroBytes(content, plain);
  }
}

/**
 * The records of a page, as its heads say.
 * @throws FieldsealError `vault.record-damaged` with the first registration number, for a page that was changed or moved.
 */
export async function openIntake(
  { operatorId, rings }: IntakeOwner,
  row: IntakeRow,
): Promise<readonly RegistrantRecord[]> {
  try {
    const bound = { operatorId, intakeId: row.id };
    const plain = await rings.open('records', 'intake', bound, row.sealed);
    const content = unpad(plain);
    const records = PageContent.parse(decodeCbor(content));
    zeroBytes(plain, content);
    if (!records.every((record, at) => record.id === row.heads[at]?.recordId)) {
      throw new FieldsealError('crypto.open-failed');
    }
    return records;
  } catch (cause) {
    const record = row.heads[0]?.registrationNumber ?? '';
    throw new FieldsealError('vault.record-damaged', { record }, cause);
  }
}
