import { keyIdOf } from '../crypto/index.ts';
import type { PublicKeyRef } from '../domain/public-key-ref.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../encoding/bytes.ts';

/** A key's public half as it travels. */
export function publicKeyRef(key: {
  readonly kid: string;
  readonly publicKey: Uint8Array;
}): PublicKeyRef {
  return { kid: key.kid, key: toBase64Url(key.publicKey) };
}

/** The public key, or undefined where the id is not the one that the key itself gives. */
export function selfNamedKey({ kid, key }: PublicKeyRef): Bytes | undefined {
  try {
    const bytes = fromBase64Url(key);
    return keyIdOf(bytes) === kid ? bytes : undefined;
  } catch {
    return undefined;
  }
}
