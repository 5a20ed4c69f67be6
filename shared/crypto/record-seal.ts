import { FieldsealError } from '../errors/fieldseal-error.ts';
import { copyBytes, fromUtf8, utf8, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { importAeadKey } from './primitives/aead.ts';
import { isPadded, pad, unpad } from './padding.ts';
import { hpkeOpen, hpkeSeal, type AgreementKey } from './primitives/hpke.ts';
import { deriveAeadKey } from './primitives/kdf.ts';
import { randomBytes } from './primitives/random.ts';
import type { RecordBinding, SealRecipient, WrappedRecordKey } from './record-binding.ts';
import { openSentKey } from './record-key-sender.ts';

const RECORD_KEY_INFO = 'fieldseal/1/record-key';

/** A fresh 32-byte record key; one for each version of a record, so that no nonce repeats under a key. */
export function newRecordKey(): Bytes {
  return randomBytes(32);
}

/** Records are as long as a multiple of this, so that their length does not tell names apart. */
const RECORD_BLOCK = 512;

/** Seals the record's bytes (a CBOR map) under its key, padded. */
export async function sealRecord(
  recordKey: Bytes,
  binding: RecordBinding,
  plaintext: Bytes,
): Promise<Bytes> {
  const padded = pad(plaintext, RECORD_BLOCK);
  try {
    return await sealEnvelope(
      await importAeadKey(recordKey),
      recordKid(binding),
      'record',
      { ...binding },
      padded,
    );
  } finally {
    padded.fill(0);
  }
}

/** Opens the record's bytes; those of the first version have no padding. @throws FieldsealError as `openEnvelope`. */
export async function openRecord(
  recordKey: Bytes,
  binding: RecordBinding,
  envelope: Uint8Array,
): Promise<Bytes> {
  const key = await importAeadKey(recordKey);
  const kid = recordKid(binding);
  const opened = await openEnvelope(
    (named) => (named === kid ? key : undefined),
    'record',
    { ...binding },
    envelope,
  );
  if (!isPadded(opened)) return opened;
  const plain = unpad(opened);
  opened.fill(0);
  return plain;
}

/** Wraps the record key to a recipient; bound to the record, so it opens no other. */
export async function wrapRecordKey(
  recordKey: Bytes,
  binding: RecordBinding,
  recipient: SealRecipient,
): Promise<WrappedRecordKey> {
  const sealed = await hpkeSeal(
    recipient.publicKey,
    recordKey,
    RECORD_KEY_INFO,
    encodeCbor(binding),
  );
  return { kid: recipient.kid, ...sealed };
}

/**
 * The record key for the holder of one of `keys`.
 * @throws FieldsealError `review.key-missing` when it was sealed to none of them, `crypto.algorithm-unknown`,
 * `crypto.open-failed`.
 */
export async function unwrapRecordKey(
  wrapped: readonly WrappedRecordKey[],
  binding: RecordBinding,
  keys: readonly AgreementKey[],
): Promise<Bytes> {
  for (const candidate of wrapped) {
    const key = keys.find((held) => held.kid === candidate.kid);
    if (key === undefined) continue;
    if (candidate.alg !== undefined) return openSentKey(candidate, binding, key);
    const sealed = { enc: copyBytes(candidate.enc), ct: copyBytes(candidate.ct) };
    return hpkeOpen(key, sealed, RECORD_KEY_INFO, encodeCbor(binding));
  }
  throw new FieldsealError('review.key-missing');
}

/** Seals why a record is returned, under a key derived from the record's: a reason may name the person. */
export async function sealReason(
  recordKey: Bytes,
  binding: RecordBinding,
  reason: string,
): Promise<Bytes> {
  const kid = reasonKid(binding);
  const key = await reasonKey(recordKey);
  return sealEnvelope(key, kid, 'record-view', { ...binding, part: 'reason' }, utf8(reason));
}

/** Opens a reason. @throws FieldsealError as `openEnvelope`. */
export async function openReason(
  recordKey: Bytes,
  binding: RecordBinding,
  sealed: Uint8Array,
): Promise<string> {
  const key = await reasonKey(recordKey);
  const kid = reasonKid(binding);
  const plain = await openEnvelope(
    (named) => (named === kid ? key : undefined),
    'record-view',
    { ...binding, part: 'reason' },
    sealed,
  );
  return fromUtf8(plain);
}

async function reasonKey(recordKey: Bytes): Promise<CryptoKey> {
  return deriveAeadKey(recordKey, new Uint8Array(0), 'fieldseal/1/return-reason');
}

function reasonKid(binding: RecordBinding): string {
  return `reason/${binding.recordId}/${String(binding.version)}`;
}

function recordKid(binding: RecordBinding): string {
  return `record/${binding.recordId}/${String(binding.version)}`;
}
