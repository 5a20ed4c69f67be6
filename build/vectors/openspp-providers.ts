import { z } from 'zod';
import {
  opensppBlindIndex,
  opensppDecrypt,
  opensppFullId,
} from '../../shared/crypto/openspp/key-manager.ts';
import {
  deriveOpensppKek,
  deriveOpensppSalt,
  opensppKeyOption,
  opensppSaltOption,
  unwrapOpensppKey,
  wrapOpensppKey,
} from '../../shared/crypto/openspp/providers.ts';
import { fromBase64 } from '../../shared/crypto/openspp/python-text.ts';
import { fromHex, toHex } from '../../shared/encoding/bytes.ts';
import { expectRefused } from './openspp-fields.ts';
import type { OpensppFile } from './openspp-file.ts';
import { expectSame } from './outcome.ts';

const hex = z.string().transform(fromHex);
const DERIVED_KEK = z.object({ uuid: z.string(), kek_hex: z.string() });
const WRAPPED = z
  .object({
    key_id: z.string(),
    aad: z.string(),
    kek_hex: hex,
    nonce_hex: hex.optional(),
    dek_hex: z.string().optional(),
    salt_hex: z.string().optional(),
    encrypted_key_b64: z.string(),
    total_bytes: z.number().optional(),
  })
  .refine(({ dek_hex, salt_hex }) => dek_hex !== undefined || salt_hex !== undefined);
const CHAIN = z.object({ ciphertext_b64: z.string(), plaintext: z.string() });
const OTHER_ID = z.object({ aad: z.string(), expect: z.literal('InvalidTag') });
const NO_VERSION = z.object({ expect: z.string().startsWith('success') });

const OPTION = z.object({ what: z.string(), option: z.string() });
const DERIVED_SALT = z.object({ spp_encryption_key_pii_b64: z.string(), salt_hex: z.string() });
const DERIVED_INDEX = z.object({ what: z.string(), index: z.string() });
/** The call that an option stands for, in the words of the vector. */
const CALL = /get_(key|salt)\('(\w*)',\s*'(\w+)'\)/u;
const AAD_HEAD = 'spp.encryption.key:';

/** Keys and salts of OpenSPP's database and configuration providers. */
export async function runProviderSection(
  section: string,
  vector: unknown,
  file: OpensppFile,
): Promise<boolean> {
  if (section === 'database_provider') {
    await checkDatabase(vector, file);
    return true;
  }
  if (section === 'config_provider') {
    checkConfiguration(vector, file);
    return true;
  }
  return false;
}

async function checkDatabase(vector: unknown, file: OpensppFile): Promise<void> {
  const derived = DERIVED_KEK.safeParse(vector).data;
  if (derived !== undefined) {
    expectSame('the key-encryption key', toHex(deriveOpensppKek(derived.uuid)), derived.kek_hex);
    return;
  }
  const wrapped = WRAPPED.safeParse(vector).data;
  if (wrapped !== undefined) {
    await checkWrapped(wrapped);
    return;
  }
  // The rest speaks of the file's wrapped data key.
  const { kek_hex: kek, key_id: keyId, encrypted_key_b64: stored } = dataKeyOf(file);
  const chain = CHAIN.safeParse(vector).data;
  const other = OTHER_ID.safeParse(vector).data;
  if (chain !== undefined) {
    const dataKey = await unwrapOpensppKey(kek, keyId, stored);
    const plain = await opensppDecrypt(dataKey, chain.ciphertext_b64, null);
    expectSame('the text', plain, chain.plaintext);
  } else if (other !== undefined) {
    const otherId = other.aad.slice(AAD_HEAD.length);
    await expectRefused(() => unwrapOpensppKey(kek, otherId, stored));
  } else {
    // Their associated data lacks the version, so the same bytes open whichever version the row carries.
    NO_VERSION.parse(vector);
    await unwrapOpensppKey(kek, keyId, stored);
  }
}

async function checkWrapped(wrapped: z.infer<typeof WRAPPED>): Promise<void> {
  const { kek_hex: kek, key_id: keyId, encrypted_key_b64: stored } = wrapped;
  expectSame('the associated data', `${AAD_HEAD}${keyId}`, wrapped.aad);
  const opened = await unwrapOpensppKey(kek, keyId, stored);
  expectSame('the key', toHex(opened), wrapped.dek_hex ?? wrapped.salt_hex);
  const nonce = wrapped.nonce_hex ?? fromBase64(stored).slice(0, 12);
  expectSame('the wrapped key', await wrapOpensppKey(kek, keyId, opened, nonce), stored);
  if (wrapped.total_bytes !== undefined) {
    expectSame('the length', fromBase64(stored).length, wrapped.total_bytes);
  }
}

function checkConfiguration(vector: unknown, file: OpensppFile): void {
  const option = OPTION.safeParse(vector).data;
  if (option !== undefined) {
    const [, kind, purpose = '', id = ''] = CALL.exec(option.what) ?? [];
    const fullId = opensppFullId(purpose, id);
    const name = kind === 'salt' ? opensppSaltOption(fullId) : opensppKeyOption(fullId);
    expectSame('the option', name, option.option);
    return;
  }
  const salt = DERIVED_SALT.safeParse(vector).data;
  if (salt !== undefined) {
    expectSame('the salt', toHex(derivedSalt(salt, file)), salt.salt_hex);
    return;
  }
  const index = DERIVED_INDEX.parse(vector);
  const value = /'([^']*)'/u.exec(index.what)?.[1] ?? '';
  const [first] = entriesOf(file, 'config_provider', DERIVED_SALT);
  if (first === undefined) throw new Error('the file derives no salt');
  expectSame('the index', opensppBlindIndex(derivedSalt(first, file), value, 'exact'), index.index);
}

/** The file names the salt only in the vector beside it, by its option. */
function derivedSalt(
  vector: z.infer<typeof DERIVED_SALT>,
  file: OpensppFile,
): ReturnType<typeof deriveOpensppSalt> {
  const head = opensppSaltOption('');
  const named = entriesOf(file, 'config_provider', OPTION).find(({ option }) =>
    option.startsWith(head),
  );
  if (named === undefined) throw new Error('the file names no salt');
  return deriveOpensppSalt(
    named.option.slice(head.length),
    fromBase64(vector.spp_encryption_key_pii_b64),
  );
}

function dataKeyOf(file: OpensppFile): z.infer<typeof WRAPPED> {
  const found = entriesOf(file, 'database_provider', WRAPPED).find(
    ({ dek_hex }) => dek_hex !== undefined,
  );
  if (found === undefined) throw new Error('the file wraps no data key');
  return found;
}

function entriesOf<T>(file: OpensppFile, section: string, schema: z.ZodType<T>): readonly T[] {
  return z
    .array(z.unknown())
    .parse(file[section] ?? [])
    .flatMap((entry) => schema.safeParse(entry).data ?? []);
}
