/** The KEMs of RFC 9180 (sections 4.1 and 7.1) for `hpke-reference.ts`, over noble. */
import { x25519 } from '@noble/curves/ed25519.js';
import { x448 } from '@noble/curves/ed448.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import { labelling, twoBytes, type Hash } from './hpke-labels.ts';

const EMPTY = new Uint8Array(0);
/** Tries that `DeriveKeyPair` makes for a NIST curve before it gives up (section 7.1.3). */
const MOST_TRIES = 256;

export interface KeyPair {
  readonly secret: Bytes;
  readonly publicKey: Bytes;
}

export interface ReferenceKem {
  /** The key pair that stands for `material`. */
  derive(material: Bytes): KeyPair;
  publicKeyOf(secret: Bytes): Bytes;
  /** Shared secret on the sender's side; `sender` in the modes that have one. */
  encapsulate(ephemeral: KeyPair, recipient: Bytes, sender?: KeyPair): Bytes;
  /** The same on the recipient's side. @throws Error where a point gives zero whatever the key (RFC 7748 section 6.1). */
  decapsulate(enc: Bytes, recipient: KeyPair, sender?: Bytes): Bytes;
  /** The shared secret for a Diffie-Hellman result that is given instead of made (`ExtractAndExpand`). */
  expandAgreed(agreed: Bytes, context: Bytes): Bytes;
}

interface Curve {
  readonly id: number;
  readonly hash: Hash;
  readonly secretLength: number;
  publicKeyOf(secret: Bytes): Bytes;
  agree(secret: Bytes, publicKey: Bytes): Bytes;
  /** Bits of a candidate's first byte that count, for curves whose keys must be tried; null where any bytes are a key. */
  readonly mask: number | null;
  isSecret(candidate: Bytes): boolean;
}

const MONTGOMERY = { x25519, x448 };
const NIST = { p256, p384, p521 };

/** By the numbers of section 7.1. */
export const KEMS: Readonly<Record<number, ReferenceKem>> = Object.fromEntries(
  [
    nist('p256', 0x10, sha256, 32, 0xff),
    nist('p384', 0x11, sha384, 48, 0xff),
    nist('p521', 0x12, sha512, 66, 0x01),
    montgomery('x25519', 0x20, sha256, 32),
    montgomery('x448', 0x21, sha512, 56),
  ].map((curve) => [curve.id, kemOver(curve)]),
);

function nist(
  name: keyof typeof NIST,
  id: number,
  hash: Hash,
  secretLength: number,
  mask: number,
): Curve {
  const curve = NIST[name];
  return {
    id,
    hash,
    secretLength,
    mask,
    publicKeyOf: (secret) => Uint8Array.from(curve.getPublicKey(secret, false)),
    // The x coordinate alone, behind the byte that says "uncompressed".
    agree: (secret, publicKey) =>
      Uint8Array.from(curve.getSharedSecret(secret, publicKey, false)).slice(1, 1 + secretLength),
    isSecret: (candidate) => curve.utils.isValidSecretKey(candidate),
  };
}

function montgomery(
  name: keyof typeof MONTGOMERY,
  id: number,
  hash: Hash,
  secretLength: number,
): Curve {
  const curve = MONTGOMERY[name];
  return {
    id,
    hash,
    secretLength,
    mask: null,
    publicKeyOf: (secret) => Uint8Array.from(curve.getPublicKey(secret)),
    agree: (secret, publicKey) => Uint8Array.from(curve.getSharedSecret(secret, publicKey)),
    isSecret: () => true,
  };
}

function kemOver(curve: Curve): ReferenceKem {
  const labelled = labelling(concatBytes(utf8('KEM'), twoBytes(curve.id)), curve.hash);
  function extractAndExpand(agreed: Bytes, context: Bytes): Bytes {
    const key = labelled.extract(EMPTY, 'eae_prk', agreed);
    return labelled.expand(key, 'shared_secret', context, curve.hash.outputLen);
  }
  function candidates(key: Bytes): Bytes {
    const { mask } = curve;
    if (mask === null) return labelled.expand(key, 'sk', EMPTY, curve.secretLength);
    for (let counter = 0; counter < MOST_TRIES; counter++) {
      const candidate = labelled.expand(
        key,
        'candidate',
        Uint8Array.of(counter),
        curve.secretLength,
      );
      candidate[0] = (candidate[0] ?? 0) & mask;
      if (curve.isSecret(candidate)) return candidate;
    }
    throw new Error('no key pair can be derived');
  }
  return {
    publicKeyOf: (secret) => curve.publicKeyOf(secret),
    expandAgreed: extractAndExpand,
    derive(material) {
      const secret = candidates(labelled.extract(EMPTY, 'dkp_prk', material));
      return { secret, publicKey: curve.publicKeyOf(secret) };
    },
    encapsulate(ephemeral, recipient, sender) {
      const agreed = curve.agree(ephemeral.secret, recipient);
      if (sender === undefined) {
        return extractAndExpand(agreed, concatBytes(ephemeral.publicKey, recipient));
      }
      return extractAndExpand(
        concatBytes(agreed, curve.agree(sender.secret, recipient)),
        concatBytes(ephemeral.publicKey, recipient, sender.publicKey),
      );
    },
    decapsulate(enc, recipient, sender) {
      const agreed = curve.agree(recipient.secret, enc);
      if (sender === undefined) {
        return extractAndExpand(agreed, concatBytes(enc, recipient.publicKey));
      }
      return extractAndExpand(
        concatBytes(agreed, curve.agree(recipient.secret, sender)),
        concatBytes(enc, recipient.publicKey, sender),
      );
    },
  };
}
