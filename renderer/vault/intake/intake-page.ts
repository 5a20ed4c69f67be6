import { z } from 'zod';
import { pad, unpad, zeroBytes } from '../../../shared/crypto/index.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import {
  fromBase64Url,
  fromUtf8,
  toBase64Url,
  utf8,
  type Bytes,
} from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { KeyRings } from '../keys/key-rings.ts';
import type { IntakeRow } from './intake-rows.ts';

/** A page is as long as a multiple of this, so that one with few people does not tell how long their names are. */
const PAGE_BLOCK = 4096;

/** An answer as a page holds it: a photograph's bytes are base64url there. */
const PageAnswer = RegistrantRecord.shape.answers.valueType.or(
  z
    .strictObject({ mediaType: z.string(), bytes: z.string() })
    .transform(({ mediaType, bytes }) => ({ mediaType, bytes: fromBase64Url(bytes) })),
);

/**
 * JSON, because it stays on this laptop and for seconds, and the platform writes it four times as fast as CBOR is written
 * in JavaScript.
 */
const PageContent = z
  .array(RegistrantRecord.extend({ answers: z.record(z.string(), PageAnswer) }))
  .pipe(z.array(RegistrantRecord));

/** Whose records a page holds, and the keys they are under. */
export interface IntakeOwner {
  readonly operatorId: string;
  readonly rings: KeyRings;
}

/** Records as a page holds them, to be joined with others: a text lasts in memory more lightly than what it was made of. */
export function intakeText(records: readonly RegistrantRecord[]): string {
  return JSON.stringify(records, withPhotos(records)).slice(1, -1);
}

/** Seals records, by their texts, as the page `id` under the current record key of their operator, bound to both. */
export async function sealIntake(
  { operatorId, rings }: IntakeOwner,
  id: string,
  texts: readonly string[],
): Promise<Bytes> {
  const content = utf8(`[${texts.join(',')}]`);
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
    const records = PageContent.parse(JSON.parse(fromUtf8(content)));
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

/** Writes photographs as text; nothing where there are none, since being asked for each value takes its time. */
function withPhotos(
  records: readonly RegistrantRecord[],
): ((name: string, value: unknown) => unknown) | undefined {
  if (!records.some(hasPhoto)) return undefined;
  return (_name, value) => (value instanceof Uint8Array ? toBase64Url(value) : value);
}

function hasPhoto({ answers }: RegistrantRecord): boolean {
  for (const id in answers) {
    const answer = answers[id];
    if (typeof answer === 'object' && 'bytes' in answer) return true;
  }
  return false;
}
