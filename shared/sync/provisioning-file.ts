import { z } from 'zod';
import {
  hpkeOpen,
  hpkeSeal,
  openSignedMessage,
  peekUnverified,
  signMessage,
  type AgreementKey,
  type SigningKey,
} from '../crypto/index.ts';
import { PublicKeyRef } from '../domain/public-key-ref.ts';
import { concatBytes, copyBytes, equalBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { decodeBoundedCbor, encodeCbor } from '../encoding/cbor.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame, readFrames } from './framing.ts';
import { publicKeyRef, selfNamedKey } from './public-keys.ts';

/** The two files of a laptop without a network: what it asks for, and what the administrator answers. */
export type ProvisioningFileKind = 'request' | 'grant';

/** Version of both; the last byte of the magic. */
const FILE_VERSION = 1;
const MAGIC_BYTES = 8;
/** Keys and values of what an answer seals: anybody can seal to a public key. */
const MOST_ITEMS = 16;
const MAGICS: Readonly<Record<ProvisioningFileKind, Bytes>> = {
  request: utf8(`FSREQST${String.fromCharCode(FILE_VERSION)}`),
  grant: utf8(`FSGRANT${String.fromCharCode(FILE_VERSION)}`),
};
const KINDS: readonly ProvisioningFileKind[] = ['request', 'grant'];

/** How the names of these files end. */
export const PROVISIONING_ENDINGS: Readonly<Record<ProvisioningFileKind, string>> = {
  request: '.fsrequest',
  grant: '.fsgrant',
};

/** `info` of the HPKE seal around what an answer holds. */
export const ANSWER_INFO = 'fieldseal/1/provisioning-answer';

/**
 * The administrator's answer to one request (payload of a signed message `provisioning-answer`). What it says is sealed to
 * the agreement key in that request: who finds the stick learns neither a name nor an area.
 */
export const ProvisioningAnswer = z.strictObject({
  formatVersion: z.literal(1),
  requestHash: z.string().regex(/^[0-9a-f]{64}$/u),
  /** The key that signed, for whoever has the file only. */
  administratorSigningKey: PublicKeyRef,
  sealed: z.strictObject({ enc: z.instanceof(Uint8Array), ct: z.instanceof(Uint8Array) }),
});
export type ProvisioningAnswer = Readonly<z.infer<typeof ProvisioningAnswer>>;

/** What an answer seals, as CBOR: all that a laptop with a network fetches, and where it will find the server one day. */
export const AnswerContent = z.strictObject({
  /** Signed message `provisioning-grant`. */
  grant: z.instanceof(Uint8Array),
  /** Signed message `programme-pack`. */
  pack: z.instanceof(Uint8Array),
  serverUrl: z.url({ protocol: /^https?$/u }).max(2048),
});

/** As a laptop takes it. */
export interface OpenedAnswer {
  readonly grant: Bytes;
  readonly pack: Bytes;
  readonly serverUrl: string;
}

/** An answer whose signature was checked by the key that stands in it: whose key that is, the words tell. */
export interface SignedAnswer {
  readonly answer: ProvisioningAnswer;
  readonly administrator: { readonly kid: string; readonly publicKey: Bytes };
}

/** A signed `provisioning-request` as a `.fsrequest`. */
export function writeRequestFile(signedRequest: Uint8Array): Bytes {
  return concatBytes(MAGICS.request, frame(signedRequest));
}

/**
 * The signed request of a `.fsrequest`; its signature is `openProvisioningRequest`'s.
 * @throws FieldsealError `provisioning.file-unknown` with the ending that is `wanted`, `provisioning.file-newer` with the
 * version `found` and `known`, `provisioning.file-damaged`.
 */
export function readRequestFile(bytes: Bytes): Bytes {
  return onlyPart('request', bytes);
}

/** Seals and signs an answer as a `.fsgrant`. `to` is the agreement key that the request names. */
export async function writeGrantFile(
  administratorKey: SigningKey,
  requestHash: string,
  to: Bytes,
  content: OpenedAnswer,
): Promise<Bytes> {
  const plain = encodeCbor(AnswerContent.parse(content));
  const sealed = await hpkeSeal(to, plain, ANSWER_INFO, answerAad(requestHash));
  const answer: ProvisioningAnswer = {
    formatVersion: 1,
    requestHash,
    administratorSigningKey: publicKeyRef(administratorKey),
    sealed,
  };
  const signed = await signMessage(administratorKey, 'provisioning-answer', answer);
  return concatBytes(MAGICS.grant, frame(signed));
}

/** Reads a `.fsgrant`. @throws FieldsealError as `readRequestFile`. */
export async function readGrantFile(bytes: Bytes): Promise<SignedAnswer> {
  const signed = onlyPart('grant', bytes);
  try {
    const claimed = ProvisioningAnswer.parse(peekUnverified(signed).payload);
    const { administratorSigningKey } = claimed;
    const publicKey = selfNamedKey(administratorSigningKey);
    const { kid, payload } = await openSignedMessage(signed, 'provisioning-answer', (named) =>
      named === administratorSigningKey.kid ? publicKey : undefined,
    );
    if (publicKey === undefined) throw new TypeError('no key');
    return { answer: ProvisioningAnswer.parse(payload), administrator: { kid, publicKey } };
  } catch (cause) {
    throw new FieldsealError('provisioning.file-damaged', {}, cause);
  }
}

/**
 * Opens what an answer holds, by the agreement key of the request that it answers.
 * @throws FieldsealError `provisioning.grant-tampered`.
 */
export async function openAnswer(
  agreementKey: AgreementKey,
  answer: ProvisioningAnswer,
): Promise<OpenedAnswer> {
  try {
    const { enc, ct } = answer.sealed;
    const plain = await hpkeOpen(
      agreementKey,
      { enc: copyBytes(enc), ct: copyBytes(ct) },
      ANSWER_INFO,
      answerAad(answer.requestHash),
    );
    const { grant, pack, serverUrl } = AnswerContent.parse(decodeBoundedCbor(plain, MOST_ITEMS));
    return { grant: copyBytes(grant), pack: copyBytes(pack), serverUrl };
  } catch (cause) {
    throw new FieldsealError('provisioning.grant-tampered', {}, cause);
  }
}

/** Which of the two a file begins like; null for any other. */
export function provisioningFileKind(bytes: Bytes): ProvisioningFileKind | null {
  const begins = bytes.slice(0, MAGIC_BYTES - 1);
  return KINDS.find((kind) => equalBytes(begins, MAGICS[kind].slice(0, -1))) ?? null;
}

function onlyPart(kind: ProvisioningFileKind, bytes: Bytes): Bytes {
  const version = bytes[MAGIC_BYTES - 1];
  if (provisioningFileKind(bytes) !== kind) {
    throw new FieldsealError('provisioning.file-unknown', { wanted: PROVISIONING_ENDINGS[kind] });
  }
  if (version !== undefined && version > FILE_VERSION) {
    throw new FieldsealError('provisioning.file-newer', { found: version, known: FILE_VERSION });
  }
  try {
    const [part, ...more] = readFrames(MAGICS[kind], bytes);
    if (part === undefined || more.length > 0) throw new TypeError('one part expected');
    return part;
  } catch (cause) {
    throw new FieldsealError('provisioning.file-damaged', {}, cause);
  }
}

function answerAad(requestHash: string): Bytes {
  return encodeCbor({ requestHash });
}
