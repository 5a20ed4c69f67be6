import { peekUnverified, type SigningContext, type SigningKey } from '../../shared/crypto/index.ts';
import { signBytes } from '../../shared/crypto/primitives/signing.ts';
import { concatBytes, utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../shared/encoding/cbor.ts';

/** Something that reads bytes from outside, and bytes that it takes. */
export interface OutsideReader {
  readonly name: string;
  readonly sample: Bytes;
  /** What carries it takes no more bytes; none when absent. */
  readonly largest?: number | undefined;
  readonly read: (bytes: Bytes) => unknown;
}

/** A signed message around any bytes: what somebody can make who holds the key and means ill. */
export async function signRaw(
  key: SigningKey,
  ctx: SigningContext,
  payload: Bytes,
): Promise<Bytes> {
  const sig = await signBytes(key, concatBytes(utf8(`fieldseal/1/${ctx}\0`), payload));
  return encodeCbor({ ctx, kid: key.kid, payload, sig });
}

/**
 * Two readers of one kind of signed message: one is given the whole message, changed by anybody; the other payloads that
 * its rightful signer signs, whatever they are, so that what stands behind the signature's check is reached as well.
 */
export function signedReaders(
  context: SigningContext,
  key: SigningKey,
  message: Bytes,
  read: (message: Bytes) => unknown,
): readonly OutsideReader[] {
  return [
    { name: context, sample: message, read },
    {
      name: `${context}, by a hostile signer`,
      sample: encodeCbor(peekUnverified(message).payload),
      read: async (payload) => read(await signRaw(key, context, payload)),
    },
  ];
}
