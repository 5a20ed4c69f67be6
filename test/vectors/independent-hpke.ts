import { gcm } from '@noble/ciphers/aes.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, fromHex, utf8, type Bytes } from '../../shared/encoding/bytes.ts';

/** What a sender puts in, with the Diffie-Hellman result given instead of made. */
export interface KnownSeal {
  readonly shared: Bytes;
  readonly enc: Bytes;
  readonly recipient: Bytes;
  readonly info: string;
  readonly aad: Bytes;
  readonly plaintext: Bytes;
}

const KEM_SUITE = concatBytes(utf8('KEM'), fromHex('0020'));
const HPKE_SUITE = concatBytes(utf8('HPKE'), fromHex('002000010002'));

/** Public key of a private one, by noble. */
export function x25519PublicKey(secret: Bytes): Bytes {
  return Uint8Array.from(x25519.getPublicKey(secret));
}

/**
 * HPKE base mode, DHKEM(X25519), HKDF-SHA256, AES-256-GCM, written from RFC 9180 (sections 4.1, 5.1, 5.2)
 * over noble only: a second program to hold ours against, not for use.
 */
export function sealWithSharedSecret(seal: KnownSeal): Bytes {
  const empty = new Uint8Array(0);
  const kemContext = concatBytes(seal.enc, seal.recipient);
  const eaePrk = labeledExtract(KEM_SUITE, empty, 'eae_prk', seal.shared);
  const secret = labeledExpand(KEM_SUITE, eaePrk, 'shared_secret', kemContext, 32);
  const context = concatBytes(
    Uint8Array.of(0),
    labeledExtract(HPKE_SUITE, empty, 'psk_id_hash', empty),
    labeledExtract(HPKE_SUITE, empty, 'info_hash', utf8(seal.info)),
  );
  const scheduled = labeledExtract(HPKE_SUITE, secret, 'secret', empty);
  const key = labeledExpand(HPKE_SUITE, scheduled, 'key', context, 32);
  const nonce = labeledExpand(HPKE_SUITE, scheduled, 'base_nonce', context, 12);
  return Uint8Array.from(gcm(key, nonce, seal.aad).encrypt(seal.plaintext));
}

function labeledExtract(suite: Bytes, salt: Bytes, label: string, material: Bytes): Bytes {
  const input = concatBytes(utf8('HPKE-v1'), suite, utf8(label), material);
  return Uint8Array.from(extract(sha256, input, salt));
}

function labeledExpand(
  suite: Bytes,
  key: Bytes,
  label: string,
  info: Bytes,
  length: number,
): Bytes {
  const labeled = concatBytes(
    Uint8Array.of(length >> 8, length & 255),
    utf8('HPKE-v1'),
    suite,
    utf8(label),
    info,
  );
  return Uint8Array.from(expand(sha256, key, labeled, length));
}
