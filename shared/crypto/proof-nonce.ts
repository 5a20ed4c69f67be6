import { equalBytes, fromBase64Url, toBase64Url, utf8, type Bytes } from '../encoding/bytes.ts';
import { deriveBytes } from './primitives/kdf.ts';
import { prepareMac } from './primitives/mac.ts';
import { signBytes, type SigningKey } from './primitives/signing.ts';
import { zeroBytes } from './primitives/zero.ts';

/** Seconds for which a nonce counts: over a satellite line a request may take half a minute to arrive. */
const NONCE_LIFETIME_SECONDS = 300;
/** The clocks of two replicas are never quite the same. */
const REPLICA_SKEW_SECONDS = 60;
/** From this age on the next answer brings a newer one. */
const RENEW_AFTER_SECONDS = 60;

/** Like a context of signed messages, and none of them: no signature that leaves the server is over it. */
const KEY_CONTEXT = utf8('fieldseal/1/proof-nonce-key\0');
const TIME_BYTES = 8;
const TAG_BYTES = 16;

/**
 * Nonces that a server gives to those whose clock is wrong (RFC 9449 section 8): the server's own time and a MAC over it.
 * Nothing is remembered, and all replicas with one signing key know each other's.
 */
export interface ProofNonces {
  /** The nonce of this second. */
  issue(nowSeconds: number): string;
  /** Whether it is one of ours and not older than five minutes. Anything else is simply not fresh. */
  isFresh(nonce: string, nowSeconds: number): boolean;
  /** Whether the holder of this nonce, one of ours, should have a newer one with the answer. */
  isAging(nonce: string, nowSeconds: number): boolean;
}

/**
 * The nonces of a server, by a key derived from its signing key: Ed25519 signs alike each time (RFC 8032), so all
 * replicas derive the same one.
 */
export async function createProofNonces(serverKey: SigningKey): Promise<ProofNonces> {
  const secret = await signBytes(serverKey, KEY_CONTEXT);
  const key = await deriveBytes(secret, new Uint8Array(), 'fieldseal/1/proof-nonce');
  const mac = prepareMac(key);
  zeroBytes(secret);
  zeroBytes(key);

  function tagOf(time: Bytes): Bytes {
    return mac(time).slice(0, TAG_BYTES);
  }

  /** When it was issued, or null for one that is not ours. */
  function secondsOf(nonce: string): number | null {
    const bytes = bytesOf(nonce);
    if (bytes?.length !== TIME_BYTES + TAG_BYTES) return null;
    const time = bytes.slice(0, TIME_BYTES);
    if (!equalBytes(bytes.slice(TIME_BYTES), tagOf(time))) return null;
    return Number(new DataView(time.buffer).getBigUint64(0));
  }

  return {
    issue(nowSeconds) {
      const bytes = new Uint8Array(TIME_BYTES + TAG_BYTES);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(nowSeconds));
      bytes.set(tagOf(bytes.slice(0, TIME_BYTES)), TIME_BYTES);
      return toBase64Url(bytes);
    },
    isFresh(nonce, nowSeconds) {
      const seconds = secondsOf(nonce);
      if (seconds === null) return false;
      const age = nowSeconds - seconds;
      return age >= -REPLICA_SKEW_SECONDS && age <= NONCE_LIFETIME_SECONDS;
    },
    isAging(nonce, nowSeconds) {
      const seconds = secondsOf(nonce);
      return seconds !== null && nowSeconds - seconds >= RENEW_AFTER_SECONDS;
    },
  };
}

function bytesOf(nonce: string): Bytes | null {
  try {
    return fromBase64Url(nonce);
  } catch {
    return null;
  }
}
