import {
  deriveAeadKey,
  openEnvelope,
  randomBytes,
  randomId,
  sealEnvelope,
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
  /** PRF output or the host's share; empty for passphrase only. The caller zeroes it after use. */
  readonly bytes: Bytes;
}

/** What a new slot is made with besides passphrase and factor. */
export interface SlotTerms {
  readonly cost: Argon2Cost;
  readonly name: string;
  readonly createdAt: string;
}

const KEY_CHECK = utf8('fieldseal-slot-key');
const KEY_CHECK_AAD = utf8('fieldseal/1/slot-key-check');

/** A slot that opens `vaultKey` by passphrase (Argon2id, RFC 9106) and factor. */
export async function makeSlot(
  operatorId: string,
  passphrase: string,
  factor: SlotFactor,
  vaultKey: Bytes,
  terms: SlotTerms,
): Promise<SlotRow> {
  const id = randomId();
  const head = {
    id,
    operatorId,
    tier: factor.tier,
    cost: terms.cost,
    salt: randomBytes(32),
    credential: factor.credential,
    prfSalt: factor.prfSalt,
    credentialId: factor.credentialId,
    name: terms.name,
    createdAt: terms.createdAt,
    sealedFactor: await sealFactor({ id, operatorId }, vaultKey, factor.bytes),
  };
  return wrapSlot(head, passphrase, factor.bytes, vaultKey);
}

/**
 * The slot for a new passphrase, with a new salt; its factor stays what it is and need not be at hand.
 * @throws FieldsealError `vault.store-damaged` where the factor's sealed share is missing or changed.
 */
export async function rewrapSlot(
  slot: SlotRow,
  passphrase: string,
  vaultKey: Bytes,
  cost: Argon2Cost,
): Promise<SlotRow> {
  const factor = await openFactor(slot, vaultKey);
  try {
    return await wrapSlot({ ...slot, cost, salt: randomBytes(32) }, passphrase, factor, vaultKey);
  } finally {
    zeroBytes(factor);
  }
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

/** The factor's share under the operator's vault key, for this slot alone. */
export async function sealFactor(
  slot: Pick<SlotRow, 'id' | 'operatorId'>,
  vaultKey: Bytes,
  factor: Bytes,
): Promise<Bytes> {
  const key = await factorKey(slot, vaultKey);
  return sealEnvelope(key, factorKid(slot), 'slot-factor', factorBinding(slot), factor);
}

async function openFactor(slot: SlotRow, vaultKey: Bytes): Promise<Bytes> {
  const { sealedFactor } = slot;
  if (sealedFactor === undefined) throw new FieldsealError('vault.store-damaged', { part: 'slot' });
  const key = await factorKey(slot, vaultKey);
  const keyFor = (kid: string): CryptoKey | undefined =>
    kid === factorKid(slot) ? key : undefined;
  try {
    return await openEnvelope(keyFor, 'slot-factor', factorBinding(slot), sealedFactor);
  } catch (cause) {
    throw new FieldsealError('vault.store-damaged', { part: 'slot' }, cause);
  }
}

function factorKey(slot: Pick<SlotRow, 'operatorId'>, vaultKey: Bytes): Promise<CryptoKey> {
  return deriveAeadKey(vaultKey, utf8(slot.operatorId), 'fieldseal/1/vault/slot-factors');
}

function factorKid(slot: Pick<SlotRow, 'operatorId'>): string {
  return `slot-factors/${slot.operatorId}`;
}

function factorBinding(slot: Pick<SlotRow, 'id' | 'operatorId'>): Record<string, string> {
  return { operatorId: slot.operatorId, slotId: slot.id };
}

type SlotHead = Omit<SlotRow, 'wrappedVaultKey' | 'keyCheck'>;

async function wrapSlot(
  head: SlotHead,
  passphrase: string,
  factor: Bytes,
  vaultKey: Bytes,
): Promise<SlotRow> {
  const key = await slotKey(head, passphrase, factor);
  return {
    ...head,
    wrappedVaultKey: await wrapBytes(key, vaultKey, boundTo(head)),
    keyCheck: await wrapBytes(key, KEY_CHECK, KEY_CHECK_AAD),
  };
}

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

/** Everything of the slot but what changes: counter, name and dates, and how the authenticator is reached. */
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
