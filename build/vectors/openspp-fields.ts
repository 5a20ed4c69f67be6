import { z } from 'zod';
import { sha256 } from '../../shared/crypto/index.ts';
import {
  opensppBlindIndex,
  opensppDecrypt,
  opensppEncrypt,
  opensppFullId,
} from '../../shared/crypto/openspp/key-manager.ts';
import {
  decryptOpensppField,
  encryptOpensppField,
  normaliseOpensppField,
  opensppFieldIndex,
} from '../../shared/crypto/openspp/pii-mixin.ts';
import { fromBase64 } from '../../shared/crypto/openspp/python-text.ts';
import { opensppSoundex } from '../../shared/crypto/openspp/soundex.ts';
import { fromHex, toHex, utf8 } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { expectSame } from './outcome.ts';

const hex = z.string().transform(fromHex);
/** A text, or a short way to write a long one. */
const text = z.union([
  z.string(),
  z
    .object({ repeat: z.string(), count: z.number() })
    .transform(({ repeat, count }) => repeat.repeat(count)),
]);

const Encrypt = z.object({
  plaintext: text,
  aad: z.string().nullable(),
  key_hex: hex,
  nonce_hex: hex,
  ciphertext_b64: z.string().optional(),
  ciphertext_sha256_hex: z.string().optional(),
  total_bytes: z.number().optional(),
});
const MustFail = z.object({
  ciphertext_b64: z.string(),
  aad: z.string().nullable(),
  key_hex: hex,
});
const BlindIndex = z
  .object({
    value: text.optional(),
    value_bytes_hex: hex.optional(),
    index_type: z.string(),
    salt_hex: hex,
    index: z.string().nullable().optional(),
    soundex: z.string().optional(),
    hashed_bytes_hex: z.string().optional(),
  })
  .transform(({ value, value_bytes_hex: bytes, ...rest }) => ({ ...rest, value: value ?? bytes }));
const Soundex = z.object({ name: z.string(), key_manager: z.string(), pii_mixin: z.string() });
const Mixin = z.object({
  model: z.string(),
  field: z.string(),
  value: z.string(),
  index_type: z.string(),
  key_id: z.string(),
  key_hex: hex,
  salt_id: z.string(),
  salt_hex: hex,
  aad: z.string(),
  nonce_hex: hex,
  ciphertext_b64: z.string(),
  normalized: z.string().nullable(),
  index: z.string().nullable(),
  last4_normalized: z.string().nullable(),
  last4_index: z.string().nullable(),
});

/** What the key manager encrypts, refuses and indexes. */
export async function runKeyManagerSection(section: string, vector: unknown): Promise<boolean> {
  switch (section) {
    case 'key_manager_encrypt':
      await checkEncrypt(Encrypt.parse(vector));
      return true;
    case 'key_manager_decrypt_must_fail': {
      const { key_hex: key, ciphertext_b64: sealed, aad } = MustFail.parse(vector);
      await expectRefused(() => opensppDecrypt(key, sealed, aad));
      return true;
    }
    case 'key_manager_blind_index':
      await checkBlindIndex(BlindIndex.parse(vector));
      return true;
    default:
      return false;
  }
}

/** Soundex and encrypted fields. */
export async function runFieldSection(section: string, vector: unknown): Promise<boolean> {
  switch (section) {
    case 'soundex': {
      // The American code in the file is there to show the difference; nobody computes it.
      const { name, key_manager: published, pii_mixin: mixin } = Soundex.parse(vector);
      expectSame('the code', opensppSoundex(name), published);
      expectSame('the field’s code', normaliseOpensppField(name, 'phonetic') ?? '', mixin);
      return true;
    }
    case 'pii_mixin':
      await checkField(Mixin.parse(vector));
      return true;
    default:
      return false;
  }
}

/** Throws unless `work` is refused with one of our errors. */
export async function expectRefused(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FieldsealError) return;
    throw error;
  }
  throw new Error('taken, though it must be refused');
}

async function checkEncrypt(vector: z.infer<typeof Encrypt>): Promise<void> {
  const { plaintext, aad, key_hex: key, nonce_hex: nonce } = vector;
  const sealed = await opensppEncrypt(key, plaintext, aad, nonce);
  const raw = fromBase64(sealed);
  if (vector.ciphertext_b64 === undefined && vector.ciphertext_sha256_hex === undefined) {
    throw new Error('no ciphertext to compare');
  }
  if (vector.ciphertext_b64 !== undefined) {
    expectSame('the ciphertext', sealed, vector.ciphertext_b64);
  }
  if (vector.ciphertext_sha256_hex !== undefined) {
    // Over the raw bytes or over their base64: the published one is of the raw bytes.
    expectSame('the ciphertext’s hash', toHex(sha256(raw)), vector.ciphertext_sha256_hex);
  }
  if (vector.total_bytes !== undefined) expectSame('the length', raw.length, vector.total_bytes);
  expectSame('the text again', await opensppDecrypt(key, sealed, aad), plaintext);
}

async function checkBlindIndex(vector: z.infer<typeof BlindIndex>): Promise<void> {
  const { value = '', salt_hex: salt, index_type: type, index } = vector;
  if (index === undefined) {
    await expectRefused(() => opensppBlindIndex(salt, value, type));
    return;
  }
  expectSame('the index', opensppBlindIndex(salt, value, type), index);
  if (vector.soundex !== undefined && typeof value === 'string') {
    expectSame('the code', opensppSoundex(value.toLowerCase()), vector.soundex);
  }
  if (vector.hashed_bytes_hex !== undefined && typeof value === 'string') {
    const hashed = toHex(utf8(value.toLowerCase()).slice(-4));
    expectSame('the hashed bytes', hashed, vector.hashed_bytes_hex);
  }
}

async function checkField(vector: z.infer<typeof Mixin>): Promise<void> {
  const { model, field, value, index_type: type, key_hex: key, salt_hex: salt } = vector;
  expectSame('the key id', opensppFullId('pii', 'pii'), vector.key_id);
  expectSame('the salt id', opensppFullId('pii', field), vector.salt_id);
  expectSame('the associated data', `${model}.${field}`, vector.aad);
  const named = { model, field };
  const stored = await encryptOpensppField(key, named, value, vector.nonce_hex);
  expectSame('the ciphertext', stored, vector.ciphertext_b64);
  expectSame('the value again', await decryptOpensppField(key, named, stored), value);
  expectSame('the normalised value', normaliseOpensppField(value, type), vector.normalized);
  expectSame('the index', opensppFieldIndex(salt, value, type), vector.index);
  const last4 = normaliseOpensppField(value, 'partial');
  expectSame('the last four', last4, vector.last4_normalized);
  expectSame('their index', opensppFieldIndex(salt, value, 'partial'), vector.last4_index);
}
