import {
  deriveAeadKey,
  MINIMUM_ARGON2_COST,
  randomBytes,
  randomId,
  stretchPassphrase,
  unwrapBytes,
  wrapBytes,
  type Argon2Cost,
  type StoredCredential,
} from '../../../shared/crypto/index.ts';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import { concatBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
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

/** Overwrites key bytes. */
export function zeroBytes(...parts: readonly Uint8Array[]): void {
  for (const part of parts) part.fill(0);
}

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
  };
  const key = await slotKey(head, passphrase, factor.bytes);
  return {
    ...head,
    credential: factor.credential,
    prfSalt: factor.prfSalt,
    credentialId: factor.credentialId,
    wrappedVaultKey: await wrapBytes(key, vaultKey, boundTo(head)),
  };
}

/**
 * The vault key. A wrong passphrase and a wrong factor cannot be told apart.
 * @throws FieldsealError `crypto.open-failed`; `vault.store-damaged` for a cost that no slot of ours has.
 */
export async function openSlot(slot: SlotRow, passphrase: string, factor: Bytes): Promise<Bytes> {
  return unwrapBytes(await slotKey(slot, passphrase, factor), slot.wrappedVaultKey, boundTo(slot));
}

type SlotHead = Pick<SlotRow, 'id' | 'operatorId' | 'tier' | 'cost' | 'salt'>;

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

function boundTo(slot: SlotHead): Bytes {
  return encodeCbor(['fieldseal-slot', 1, slot.id, slot.operatorId, slot.tier, { ...slot.cost }]);
}
