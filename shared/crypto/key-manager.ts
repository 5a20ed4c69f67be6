import {
  DECRYPT_REASONS,
  LONGEST_NOTE,
  type AuditEvent,
  type DecryptReason,
} from '../audit/audit-event.ts';
import type { KeyPurpose } from '../domain/key-purpose.ts';
import { utf8, toBase64Url, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { envelopeKeyId, openEnvelope, sealEnvelope, type AssociatedData } from './envelope.ts';
import { checkHardware, checkMayEncrypt, type KeyVocabulary } from './key-policy.ts';
import type { KeyProvider, KeyRef, KeyVersion } from './key-provider.ts';
import { deriveBytes } from './primitives/kdf.ts';
import { prepareMac } from './primitives/mac.ts';

/** A key as a caller gets it; it can't be exported. */
export interface ManagedKey extends KeyRef {
  readonly version: number;
  readonly key: CryptoKey;
  readonly createdAt: string;
}

/** Everything by purpose and key id. Nothing is made by asking for it, and nothing unknown has a stand-in. */
export interface KeyManager {
  /**
   * Seals under the current version, bound to `aad`, which must not be empty.
   * @throws FieldsealError `keys.purpose-unknown`, `keys.key-unknown`, `keys.aad-missing`, `keys.rotation-overdue`,
   * `keys.hardware-required`.
   */
  encrypt(ref: KeyRef, aad: AssociatedData, plaintext: Bytes): Promise<Bytes>;
  /**
   * Opens with whichever kept version sealed it. Why is written to the audit chain before anything is answered.
   * @throws FieldsealError as `encrypt`, `keys.reason-required`, `crypto.open-failed`.
   */
  decrypt(
    ref: KeyRef,
    aad: AssociatedData,
    ciphertext: Uint8Array,
    why: { readonly reason: DecryptReason; readonly note?: string | undefined },
  ): Promise<Bytes>;
  /** The key of a version, the current one unless named. @throws FieldsealError `keys.key-unknown`. */
  getKey(ref: KeyRef, version?: number): Promise<ManagedKey>;
  /** The 32-byte secret that blind indexes of this key are computed under; rotation leaves it. */
  getSalt(ref: KeyRef): Promise<Bytes>;
  /** Makes a new version current and answers its number; older ones go on opening. */
  rotateKey(ref: KeyRef): Promise<number>;
  /** Makes a key; the only call that does. @throws FieldsealError `keys.key-exists`. */
  createKey(ref: KeyRef): Promise<void>;
  /**
   * Token of an already normalised value (HMAC-SHA256, 128 bits, base64url); kind and normaliser version are part
   * of its key. @throws FieldsealError `crypto.input-invalid` for an empty value.
   */
  computeBlindIndex(
    ref: KeyRef,
    index: { readonly kind: string; readonly normaliserVersion: number },
    normalised: string,
  ): Promise<string>;
}

/** What a manager is made of. */
export interface KeyManagerParts {
  readonly vocabulary: KeyVocabulary;
  /** The provider that serves a purpose; see `createProviderRegistry`. */
  readonly providerFor: (purpose: string) => KeyProvider;
  /** Writes an event and rejects when it can't: then the call fails too. */
  readonly audit: (event: AuditEvent) => Promise<void>;
  readonly now: () => Date;
}

const TOKEN_BYTES = 16;

/** The key manager (architecture, Key manager), the same over every provider. */
export function createKeyManager(parts: KeyManagerParts): KeyManager {
  const { vocabulary, audit, now } = parts;

  function serve(ref: KeyRef): { readonly purpose: KeyPurpose; readonly provider: KeyProvider } {
    const purpose = vocabulary.find(ref.purpose);
    const provider = parts.providerFor(ref.purpose);
    checkHardware(purpose, provider.hasHardware, provider.name);
    return { purpose, provider };
  }

  async function find(ref: KeyRef, version?: number): Promise<ManagedKey> {
    const { provider } = serve(ref);
    const versions = (await provider.versions(ref)) ?? [];
    const found = version === undefined ? currentOf(versions) : numbered(versions, version);
    const key = found === undefined ? null : await provider.keyOf(ref, found.version);
    if (found === undefined || key === null) throw unknownKey(ref);
    return { ...refOf(ref), version: found.version, createdAt: found.createdAt, key };
  }

  async function salt(ref: KeyRef): Promise<Bytes> {
    const found = await serve(ref).provider.saltOf(ref);
    if (found === null) throw unknownKey(ref);
    return found;
  }

  return {
    async encrypt(ref, aad, plaintext) {
      checkBound(aad);
      const held = await find(ref);
      checkMayEncrypt(vocabulary.find(ref.purpose), held.createdAt, now());
      const sealed = await sealEnvelope(held.key, kidOf(held), 'managed', aad, plaintext);
      await audit({ kind: 'content.encrypted', ...refOf(ref), version: held.version });
      return sealed;
    },

    async decrypt(ref, aad, ciphertext, why) {
      checkBound(aad);
      checkReason(why.reason, why.note);
      const held = await find(ref, versionNamed(ref, ciphertext));
      const event = { ...refOf(ref), version: held.version, reason: why.reason, note: why.note };
      const kid = kidOf(held);
      const keyFor = (named: string) => (named === kid ? held.key : undefined);
      const plain = await openEnvelope(keyFor, 'managed', aad, ciphertext).catch(
        async (error: unknown) => {
          const code = error instanceof FieldsealError ? error.code : 'crypto.open-failed';
          await audit({ kind: 'content.open-failed', ...event, code });
          throw error;
        },
      );
      await audit({ kind: 'content.decrypted', ...event });
      return plain;
    },

    async getKey(ref, version) {
      const held = await find(ref, version);
      await audit({ kind: 'keys.used', ...refOf(ref), version: held.version });
      return held;
    },

    async getSalt(ref) {
      const found = await salt(ref);
      await audit({ kind: 'keys.used', ...refOf(ref) });
      return found;
    },

    async rotateKey(ref) {
      await find(ref);
      return serve(ref).provider.rotate(ref);
    },

    async createKey(ref) {
      const { provider } = serve(ref);
      if ((await provider.versions(ref)) !== null) {
        throw new FieldsealError('keys.key-exists', { ...refOf(ref) });
      }
      await provider.create(ref);
    },

    async computeBlindIndex(ref, index, normalised) {
      // An empty value would give everything without an answer the same token.
      if (normalised === '') throw new FieldsealError('crypto.input-invalid', { field: ref.keyId });
      const info = `fieldseal/1/managed-index/${ref.purpose}/${ref.keyId}/${index.kind}/${String(index.normaliserVersion)}`;
      const mac = prepareMac(await deriveBytes(await salt(ref), new Uint8Array(0), info));
      await audit({ kind: 'keys.used', ...refOf(ref) });
      return toBase64Url(mac(utf8(normalised)).slice(0, TOKEN_BYTES));
    },
  };
}

function currentOf(versions: readonly KeyVersion[]): KeyVersion | undefined {
  return versions.find((version) => version.state === 'current');
}

function numbered(versions: readonly KeyVersion[], version: number): KeyVersion | undefined {
  return versions.find((kept) => kept.version === version);
}

function refOf({ purpose, keyId }: KeyRef): KeyRef {
  return { purpose, keyId };
}

function kidOf(held: ManagedKey): string {
  return `${held.purpose}/${held.keyId}/${String(held.version)}`;
}

/** The version that a ciphertext of this very key names. */
function versionNamed(ref: KeyRef, ciphertext: Uint8Array): number {
  const kid = envelopeKeyId(ciphertext);
  const prefix = `${ref.purpose}/${ref.keyId}/`;
  const version = kid.startsWith(prefix) ? kid.slice(prefix.length) : '';
  if (!/^[1-9]\d{0,8}$/u.test(version)) throw unknownKey(ref);
  return Number(version);
}

function checkBound(aad: AssociatedData): void {
  const values = Object.values(aad);
  if (values.length === 0 || values.some((value) => value === '')) {
    throw new FieldsealError('keys.aad-missing');
  }
}

function checkReason(reason: string, note: string | undefined): void {
  const isKnown = DECRYPT_REASONS.some((known) => known === reason);
  const isNoted = reason !== 'other' || (note ?? '').trim() !== '';
  if (!isKnown || !isNoted || (note ?? '').length > LONGEST_NOTE) {
    throw new FieldsealError('keys.reason-required', {
      limit: LONGEST_NOTE,
      length: (note ?? '').length,
    });
  }
}

function unknownKey(ref: KeyRef): FieldsealError {
  return new FieldsealError('keys.key-unknown', { ...refOf(ref) });
}
