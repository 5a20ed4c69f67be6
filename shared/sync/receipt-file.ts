import { z } from 'zod';
import { PublicKeyRef } from '../domain/public-key-ref.ts';
import { openSignedMessage, signMessage, type SigningKey } from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame, readFrames } from './framing.ts';
import { publicKeyRef } from './public-keys.ts';
import { OLDEST_SUPPORTED_PROTOCOL_VERSION, PROTOCOL_VERSION } from './protocol-version.ts';

/** First eight bytes of every `.fsreceipt`. */
export const RECEIPT_MAGIC = utf8('FSRCPT\u0000\u0001');

/** The server's verdict on one item. A refused one names why; the laptop keeps it and its key. */
export const ReceiptItem = z.discriminatedUnion('verdict', [
  z.object({
    verdict: z.literal(['accepted', 'already-held']),
    recordId: z.uuid(),
    version: z.number().int(),
    hash: z.string(),
    /** Hash of the item that is held, where it is the one that a restored record was made of. */
    heldHash: z.string().optional(),
  }),
  z.object({
    verdict: z.literal('refused'),
    recordId: z.uuid(),
    version: z.number().int(),
    hash: z.string(),
    code: z.literal([
      'sync.item-malformed',
      'sync.item-conflict',
      'sync.item-area-forbidden',
      'sync.item-not-assigned',
      'sync.item-signature-invalid',
      'sync.attachment-without-record',
    ]),
  }),
]);
export type ReceiptItem = Readonly<z.infer<typeof ReceiptItem>>;

/** Payload of a receipt (context `batch-receipt`, signed by the server). */
export const BatchReceipt = z.object({
  /** That of the batch: a laptop reads what it can write. */
  protocolVersion: z.number().int().min(OLDEST_SUPPORTED_PROTOCOL_VERSION).max(PROTOCOL_VERSION),
  programmeId: z.string(),
  deviceId: z.string(),
  sequence: z.number().int().min(1),
  batchHash: z.string().regex(/^[0-9a-f]{64}$/u),
  serverTime: z.iso.datetime(),
  items: z.array(ReceiptItem).min(1),
  /** The server's public key, for whoever has the file only. From version 3 on. */
  signer: PublicKeyRef.optional(),
});
export type BatchReceipt = Readonly<z.infer<typeof BatchReceipt>>;

/** Writes a receipt file; with the server's key in it from version 3 on, which is the first that reads it. */
export async function writeReceipt(serverKey: SigningKey, receipt: BatchReceipt): Promise<Bytes> {
  const signer = receipt.protocolVersion < 3 ? {} : { signer: publicKeyRef(serverKey) };
  const signed = await signMessage(serverKey, 'batch-receipt', { ...receipt, ...signer });
  return concatBytes(RECEIPT_MAGIC, frame(signed));
}

/**
 * Reads and verifies a receipt.
 * @throws FieldsealError `sync.receipt-tampered` for anything but a whole receipt signed by that server key.
 */
export async function readReceipt(
  bytes: Bytes,
  serverKey: { readonly kid: string; readonly publicKey: Bytes },
): Promise<BatchReceipt> {
  try {
    const [signed, ...rest] = readFrames(RECEIPT_MAGIC, bytes);
    if (signed === undefined || rest.length > 0) throw new TypeError('one part expected');
    const { payload } = await openSignedMessage(signed, 'batch-receipt', (kid) =>
      kid === serverKey.kid ? serverKey.publicKey : undefined,
    );
    return BatchReceipt.parse(payload);
  } catch (cause) {
    throw new FieldsealError('sync.receipt-tampered', {}, cause);
  }
}
