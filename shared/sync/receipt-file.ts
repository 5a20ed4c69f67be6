import { z } from 'zod';
import { openSignedMessage, signMessage, type SigningKey } from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame, readFrames } from './framing.ts';
import { OLDEST_SUPPORTED_PROTOCOL_VERSION, PROTOCOL_VERSION } from './protocol-version.ts';

/** First eight bytes of every `.fsreceipt`. */
const MAGIC = utf8('FSRCPT\u0000\u0001');

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
      'sync.item-signature-invalid',
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
});
export type BatchReceipt = Readonly<z.infer<typeof BatchReceipt>>;

/** Writes a receipt file. */
export async function writeReceipt(serverKey: SigningKey, receipt: BatchReceipt): Promise<Bytes> {
  return concatBytes(MAGIC, frame(await signMessage(serverKey, 'batch-receipt', receipt)));
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
    const [signed, ...rest] = readFrames(MAGIC, bytes);
    if (signed === undefined || rest.length > 0) throw new TypeError('one part expected');
    const { payload } = await openSignedMessage(signed, 'batch-receipt', (kid) =>
      kid === serverKey.kid ? serverKey.publicKey : undefined,
    );
    return BatchReceipt.parse(payload);
  } catch (cause) {
    throw new FieldsealError('sync.receipt-tampered', {}, cause);
  }
}
