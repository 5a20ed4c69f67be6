import {
  deriveAeadKey,
  MINIMUM_ARGON2_COST,
  randomBytes,
  randomId,
  stretchPassphrase,
  unwrapBytes,
  wrapBytes,
  zeroBytes,
  type Argon2Cost,
  type StoredCredential,
} from '../../../shared/crypto/index.ts';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import { concatBytes, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SlotRow } from '../database/rows.ts';

/** The verified second factor of a slot: what names it, and its share of the slot key. */
export interface SlotFactor {
  readonly tier: SlotTier;
  readonly credential: StoredCredential | null;
  readonly prfSalt: Bytes | null;
  readonly credentialId: string | null;
  /** PRF output or the host's share; empty for passphrase only. Zeroed by `zeroBytes` after use. */
  readonly bytes: Bytes;
}

const KEY_CHECK = utf8('fieldseal-slot-key');
const KEY_CHECK_AAD = utf8('fieldseal/1/slot-key-check');

/** A slot that opens `vaultKey` by passphrase (Argon2id, RFC 9106) and factor. */
export async function makeSlot(
  operatorId: string,
  passphrase: string,
  factor: SlotFactor,
  vaultKey: Bytes,
): Promise<SlotRow> {
  const head = {
    id: randomId(),
    operatorId,
    tier: factor.tier,
    cost: MINIMUM_ARGON2_COST,
    salt: randomBytes(32),
    credential: factor.credential,
    prfSalt: factor.prfSalt,
    credentialId: factor.credentialId,
  };
  const key = await slotKey(head, passphrase, factor.bytes);
  return {
    ...head,
    wrappedVaultKey: await wrapBytes(key, vaultKey, boundTo(head)),
    keyCheck: await wrapBytes(key, KEY_CHECK, KEY_CHECK_AAD),
  };
}

/**
 * The vault key. A wrong passphrase and a wrong factor cannot be told apart.
 * @throws FieldsealError `crypto.open-failed`; `vault.store-damaged` for a slot in which anything was changed: its
 * wrapped key, its factor's credential or public key, or a cost that no slot of ours has.
 */
export async function openSlot(slot: SlotRow, passphrase: string, factor: Bytes): Promise<Bytes> {
  const key = await slotKey(slot, passphrase, factor);
  try {
    return await unwrapBytes(key, slot.wrappedVaultKey, boundTo(slot));
  } catch (cause) {
    await unwrapBytes(key, slot.keyCheck, KEY_CHECK_AAD);
    throw new FieldsealError('vault.store-damaged', { part: 'slot' }, cause);
  }
}

type SlotHead = Omit<SlotRow, 'wrappedVaultKey' | 'keyCheck'>;

async function slotKey(slot: SlotHead, passphrase: string, factor: Bytes): Promise<CryptoKey> {
  const stretched = await stretch(passphrase, slot.salt, slot.cost);
  const secret = concatBytes(stretched, factor);
  try {
    return await deriveAeadKey(secret, slot.salt, `fieldseal/1/slot/${slot.tier}`);
  } finally {
    zeroBytes(stretched, secret);
  }
}

async function stretch(passphrase: string, salt: Bytes, cost: Argon2Cost): Promise<Bytes> {
  try {
    return await stretchPassphrase(passphrase, salt, cost);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new FieldsealError('vault.store-damaged', { part: 'slot' }, cause);
    throw cause;
  }
}

/** Everything of the slot but what changes: the signature counter, and how the authenticator is reached. */
function boundTo(slot: SlotHead): Bytes {
  return encodeCbor([
    'fieldseal-slot',
    1,
    slot.id,
    slot.operatorId,
    slot.tier,
    { ...slot.cost },
    slot.credential === null ? null : [slot.credential.id, slot.credential.publicKey],
    slot.prfSalt,
    slot.credentialId,
  ]);
}
