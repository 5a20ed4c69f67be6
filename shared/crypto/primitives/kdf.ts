import { utf8, type Bytes } from '../../encoding/bytes.ts';
import { zeroBytes } from './zero.ts';

/** The most that HKDF-SHA256 gives (RFC 5869 section 2.3): 255 times the length of a hash. */
const MAXIMUM_LENGTH = 255 * 32;

/**
 * `length` bytes by HKDF-SHA256 (RFC 5869).
 * @throws RangeError for a length that is not whole, not positive, or over 8,160.
 */
export async function hkdf(
  secret: Bytes,
  salt: Bytes,
  info: Bytes,
  length: number,
): Promise<Bytes> {
  if (!Number.isInteger(length) || length < 1 || length > MAXIMUM_LENGTH) {
    throw new RangeError('HKDF-SHA256 gives 1 to 8,160 bytes');
  }
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    key,
    length * 8,
  );
  return new Uint8Array(bits);
}

/** 32 bytes by HKDF-SHA256; `info` separates the uses of one secret. */
export async function deriveBytes(secret: Bytes, salt: Bytes, info: string): Promise<Bytes> {
  return hkdf(secret, salt, utf8(info), 32);
}

/** A non-extractable AES-256-GCM key by HKDF-SHA256. */
export async function deriveAeadKey(secret: Bytes, salt: Bytes, info: string): Promise<CryptoKey> {
  const raw = await deriveBytes(secret, salt, info);
  try {
    return await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  } finally {
    zeroBytes(raw);
  }
}
