import { z } from 'zod';
import {
  deriveAeadKey,
  generateAgreementSecret,
  importAgreementSecret,
  keyIdOf,
  newRecoveryCode,
  randomBytes,
  readRecoveryCode,
  unwrapBytes,
  wrapBytes,
  zeroBytes,
  type AgreementKey,
} from '../crypto/index.ts';
import type { RecoveryKeyRef } from '../domain/recovery-keys.ts';
import { concatBytes, copyBytes, toBase64Url, utf8, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor, decodeDeterministicCbor } from '../encoding/cbor.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame, readFrames } from '../sync/framing.ts';

/** First eight bytes of every `.fsrecovery-key`. */
const MAGIC = utf8('FSRKEY\u0000\u0001');
const KEY_INFO = 'fieldseal/1/recovery-key-file';

const KeyFile = z.strictObject({
  formatVersion: z.literal(1),
  programmeId: z.string().min(1).max(64),
  holder: z.string().min(1).max(80),
  epoch: z.number().int().min(1),
  publicKey: z.instanceof(Uint8Array).refine((key) => key.length === 32),
  salt: z.instanceof(Uint8Array).refine((salt) => salt.length === 32),
  sealed: z.instanceof(Uint8Array),
});
type KeyFile = Readonly<z.infer<typeof KeyFile>>;

/** A holder's key as it is handed over: the public half for the pack, the file, and the words that open it. */
export interface NewRecoveryKey {
  readonly ref: RecoveryKeyRef;
  readonly file: Bytes;
  readonly words: readonly string[];
}

/** Makes a holder's key pair. The private half exists only inside the file, under a code that exists nowhere else. */
export async function makeRecoveryKey(
  programmeId: string,
  epoch: number,
  holder: string,
): Promise<NewRecoveryKey> {
  const { secret, key } = await generateAgreementSecret();
  const code = newRecoveryCode();
  const head = {
    formatVersion: 1,
    programmeId,
    holder,
    epoch,
    publicKey: key.publicKey,
    salt: randomBytes(32),
  } as const;
  const wrappingKey = await deriveAeadKey(code.secret, head.salt, KEY_INFO);
  const sealed = await wrapBytes(wrappingKey, secret, boundTo(head));
  zeroBytes(secret, code.secret);
  return {
    ref: { holder, publicKey: { kid: key.kid, key: toBase64Url(key.publicKey) } },
    file: concatBytes(MAGIC, frame(encodeCbor({ ...head, sealed }))),
    words: code.words,
  };
}

/**
 * Opens a holder's key file by its code; the private key cannot be exported again.
 * @throws FieldsealError `recovery.key-file-invalid` for another or a damaged file, or one of another programme;
 * `recovery.code-invalid` for words that are no code, `recovery.code-mismatch` for those of another file.
 */
export async function openRecoveryKey(
  file: Bytes,
  typedCode: string,
  programmeId: string,
): Promise<AgreementKey> {
  const content = readKeyFile(file);
  if (content.programmeId !== programmeId) {
    throw new FieldsealError('recovery.key-file-invalid', { rule: 'programme' });
  }
  const code = readRecoveryCode(typedCode);
  const wrappingKey = await deriveAeadKey(code, copyBytes(content.salt), KEY_INFO);
  zeroBytes(code);
  let secret: Bytes;
  try {
    secret = await unwrapBytes(wrappingKey, copyBytes(content.sealed), boundTo(content));
  } catch (cause) {
    throw new FieldsealError('recovery.code-mismatch', {}, cause);
  }
  const key = await importAgreementSecret(secret, copyBytes(content.publicKey));
  zeroBytes(secret);
  return key;
}

function readKeyFile(file: Bytes): KeyFile {
  try {
    const [part, ...rest] = readFrames(MAGIC, file);
    if (part === undefined || rest.length > 0) throw new TypeError('one part expected');
    return KeyFile.parse(decodeDeterministicCbor(part));
  } catch (cause) {
    throw new FieldsealError('recovery.key-file-invalid', { rule: 'form' }, cause);
  }
}

function boundTo(head: Omit<KeyFile, 'sealed'>): Bytes {
  return encodeCbor([
    'fieldseal-recovery-key',
    head.formatVersion,
    head.programmeId,
    head.holder,
    head.epoch,
    keyIdOf(head.publicKey),
    head.salt,
  ]);
}
