/**
 * HPKE written a second time, from RFC 9180 alone, over noble's curves, hashes and ciphers: every mode and suite, with
 * every value in between. It is what published vectors are held against where the product's library goes less far
 * (modes with a sender's key) or tells less (keys and nonces). Not for use: it takes no care of secrets.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import { labelling, twoBytes, type Hash } from './hpke-labels.ts';
import { KEMS, type ReferenceKem } from './hpke-reference-kems.ts';

const EMPTY = new Uint8Array(0);
const KDF_HASHES: Readonly<Record<number, Hash>> = { 1: sha256, 2: sha384, 3: sha512 };
const AEADS: Readonly<Record<number, { readonly keyLength: number; readonly cipher: Cipher }>> = {
  1: { keyLength: 16, cipher: gcm },
  2: { keyLength: 32, cipher: gcm },
  3: { keyLength: 32, cipher: chacha20poly1305 },
};
const EXPORT_ONLY = 0xffff;
const NONCE_LENGTH = 12;

type Cipher = (
  key: Uint8Array,
  nonce: Uint8Array,
  aad?: Uint8Array,
) => {
  encrypt(plaintext: Uint8Array): Uint8Array;
  decrypt(ciphertext: Uint8Array): Uint8Array;
};

/** Modes of section 5: base, with a pre-shared key, with the sender's key, with both. */
export const MODES = { base: 0, psk: 1, auth: 2, authPsk: 3 } as const;

/** Numbers of section 7. */
export interface SuiteIds {
  readonly mode: number;
  readonly kem_id: number;
  readonly kdf_id: number;
  readonly aead_id: number;
}

/** What the key schedule makes (section 5.1). */
export interface Schedule {
  readonly context: Bytes;
  readonly secret: Bytes;
  readonly exporterSecret: Bytes;
  readonly key: Bytes;
  readonly baseNonce: Bytes;
}

/** HPKE of one suite. */
export interface ReferenceSuite {
  readonly kem: ReferenceKem;
  schedule(sharedSecret: Bytes, info: Bytes, psk: Bytes, pskId: Bytes): Schedule;
  seal(schedule: Schedule, sequence: number, aad: Bytes, plaintext: Bytes): Bytes;
  open(schedule: Schedule, sequence: number, aad: Bytes, ciphertext: Bytes): Bytes;
  exportSecret(schedule: Schedule, context: Bytes, length: number): Bytes;
}

/** HPKE of one suite. @throws Error for a number that stands for none. */
export function referenceSuite({ mode, kem_id, kdf_id, aead_id }: SuiteIds): ReferenceSuite {
  const kem = KEMS[kem_id];
  const hash = KDF_HASHES[kdf_id];
  const aead = aead_id === EXPORT_ONLY ? null : AEADS[aead_id];
  if (kem === undefined) throw new Error(`unknown KEM ${kem_id}`);
  if (hash === undefined) throw new Error(`unknown KDF ${kdf_id}`);
  if (aead === undefined) throw new Error(`unknown AEAD ${aead_id}`);
  if (!Object.values(MODES).some((known) => known === mode)) {
    throw new Error(`unknown mode ${mode}`);
  }
  const ids = [kem_id, kdf_id, aead_id].map(twoBytes);
  const labelled = labelling(concatBytes(utf8('HPKE'), ...ids), hash);

  function cipherAt(schedule: Schedule, sequence: number, aad: Bytes): ReturnType<Cipher> {
    if (aead === null || aead === undefined) throw new Error('an export-only suite seals nothing');
    return aead.cipher(schedule.key, nonceAt(schedule.baseNonce, sequence), aad);
  }
  return {
    kem,
    schedule(sharedSecret, info, psk, pskId) {
      const withPsk = mode === MODES.psk || mode === MODES.authPsk;
      if (withPsk !== psk.length > 0 || withPsk !== pskId.length > 0) {
        throw new Error('pre-shared key and mode do not fit');
      }
      const context = concatBytes(
        Uint8Array.of(mode),
        labelled.extract(EMPTY, 'psk_id_hash', pskId),
        labelled.extract(EMPTY, 'info_hash', info),
      );
      const secret = labelled.extract(sharedSecret, 'secret', psk);
      return {
        context,
        secret,
        exporterSecret: labelled.expand(secret, 'exp', context, hash.outputLen),
        key: aead === null ? EMPTY : labelled.expand(secret, 'key', context, aead.keyLength),
        baseNonce:
          aead === null ? EMPTY : labelled.expand(secret, 'base_nonce', context, NONCE_LENGTH),
      };
    },
    seal: (schedule, sequence, aad, plaintext) =>
      Uint8Array.from(cipherAt(schedule, sequence, aad).encrypt(plaintext)),
    open: (schedule, sequence, aad, ciphertext) =>
      Uint8Array.from(cipherAt(schedule, sequence, aad).decrypt(ciphertext)),
    exportSecret: (schedule, context, length) =>
      labelled.expand(schedule.exporterSecret, 'sec', context, length),
  };
}

/** `ComputeNonce` of section 5.2. */
export function nonceAt(baseNonce: Bytes, sequence: number): Bytes {
  const nonce = baseNonce.slice();
  for (let i = nonce.length - 1, rest = sequence; rest > 0 && i >= 0; i--) {
    nonce[i] = (nonce[i] ?? 0) ^ (rest % 256);
    rest = Math.floor(rest / 256);
  }
  return nonce;
}
