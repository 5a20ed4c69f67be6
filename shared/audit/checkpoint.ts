import { z } from 'zod';
import { openSignedMessage, signMessage, type SigningKey } from '../crypto/index.ts';
import { fromHex, toHex, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import type { AuditHead } from './audit-chain.ts';

/** Where the server's audit chain ended when it said so. Signed, it can't be taken back: whoever keeps it can tell. */
export const AuditCheckpoint = z.strictObject({
  programmeId: z.string().min(1),
  /** The newest event; 0 for a chain without any. */
  sequence: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  /** The server's clock. */
  time: z.iso.datetime(),
});
export type AuditCheckpoint = Readonly<z.infer<typeof AuditCheckpoint>>;

/** A checkpoint as the server signs it. */
export async function signCheckpoint(
  serverKey: SigningKey,
  programmeId: string,
  head: AuditHead,
  time: Date,
): Promise<Bytes> {
  const checkpoint: AuditCheckpoint = {
    programmeId,
    sequence: head.sequence,
    hash: toHex(head.hash),
    time: time.toISOString(),
  };
  return signMessage(serverKey, 'audit-checkpoint', checkpoint);
}

/** A checkpoint that this key signed. @throws FieldsealError as `openSignedMessage`. */
export async function openCheckpoint(
  signed: Bytes,
  serverKey: { readonly kid: string; readonly publicKey: Bytes },
): Promise<AuditCheckpoint> {
  const { payload } = await openSignedMessage(signed, 'audit-checkpoint', (kid) =>
    kid === serverKey.kid ? serverKey.publicKey : undefined,
  );
  const parsed = AuditCheckpoint.safeParse(payload);
  if (!parsed.success) throw new FieldsealError('crypto.input-invalid', {}, parsed.error);
  return parsed.data;
}

/** The place that a checkpoint names. */
export function placeOf({ sequence, hash }: AuditCheckpoint): AuditHead {
  return { sequence, hash: fromHex(hash) };
}
