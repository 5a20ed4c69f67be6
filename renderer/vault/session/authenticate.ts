import { zeroBytes } from '../../../shared/crypto/index.ts';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { OperatorRow, SlotRow } from '../database/rows.ts';
import { checkBackOff, countAttempt } from '../keys/back-off.ts';
import type { VerifiedFactor } from '../keys/factor-ceremonies.ts';
import { openSlot, sealFactor } from '../keys/slot.ts';
import { slotsOf, tiersOf } from '../keys/slots-of.ts';
import type { FactorProof, UnlockChallenge } from '../factors-api.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { isLeaseOver } from './lease.ts';
import { storedPack } from './stored-pack.ts';

/** Somebody who has shown passphrase and factor of one of their slots. */
export interface Authenticated {
  readonly slot: SlotRow;
  /** The caller zeroes it. */
  readonly vaultKey: Bytes;
  /** Wrong attempts since the last good one. */
  readonly failures: number;
}

/**
 * What must be shown to authenticate in `tier`, or in the strongest that the operator has and policy allows.
 * @throws FieldsealError `vault.backing-off`, `vault.lease-expired`, `vault.slot-not-allowed`.
 */
export async function beginAuthentication(
  context: VaultContext,
  operatorId: string,
  tier?: SlotTier,
): Promise<UnlockChallenge> {
  const slots = await requireSlots(context, operatorId);
  const tiers = tiersOf(slots);
  const allowed = await allowedTiers(context);
  const chosen = tier ?? tiers.find((candidate) => allowed.includes(candidate)) ?? tiers[0];
  const offered = slots.filter((slot) => slot.tier === chosen);
  if (chosen === undefined || offered.length === 0) {
    throw new FieldsealError('vault.slot-not-allowed', { tier: tier ?? '' });
  }
  await checkMayTry(context, operatorId, chosen);
  if (chosen === 'bound') {
    return { tier: chosen, options: context.ceremonies.beginAssertion(operatorId, offered) };
  }
  if (chosen !== 'native-bound') return { tier: chosen };
  return { tier: chosen, keyId: offered.at(-1)?.credentialId ?? '' };
}

/**
 * Opens the slot that `factor` is of. A wrong passphrase counts before it is tried and makes the operator wait, over
 * restarts too; nothing is ever destroyed by it.
 * @throws FieldsealError `vault.backing-off`, `vault.lease-expired`, `vault.slot-not-allowed`, `webauthn.*`,
 * `vault.passphrase-wrong`, `vault.store-damaged`.
 */
export async function authenticate(
  context: VaultContext,
  operatorId: string,
  passphrase: string,
  factor: FactorProof,
): Promise<Authenticated> {
  const slots = await requireSlots(context, operatorId);
  await checkMayTry(context, operatorId, factor.tier);
  const verified = await context.ceremonies.finishAssertion(operatorId, slots, factor);
  try {
    const { vaultKey, failures } = await tryPassphrase(context, verified, passphrase);
    return { slot: await noteSuccess(context, verified, vaultKey), vaultKey, failures };
  } finally {
    zeroBytes(verified.bytes);
  }
}

async function tryPassphrase(
  context: VaultContext,
  { slot, bytes }: VerifiedFactor,
  passphrase: string,
): Promise<Pick<Authenticated, 'vaultKey' | 'failures'>> {
  const store = requireStore(context);
  const { attempts, seconds } = await countAttempt(store, slot.operatorId, context.deps.now());
  try {
    // This attempt was counted too, before it was made.
    return { vaultKey: await openSlot(slot, passphrase, bytes), failures: attempts - 1 };
  } catch (cause) {
    if (!(cause instanceof FieldsealError) || cause.code !== 'crypto.open-failed') throw cause;
    throw new FieldsealError(
      'vault.passphrase-wrong',
      // A factor that was verified may still give another share: then both are to be named.
      { attempts, seconds, factorVerified: slot.tier !== 'passphrase-only' },
      cause,
    );
  }
}

/** Forgets the failures and keeps the new counter and day, in one transaction. */
async function noteSuccess(
  context: VaultContext,
  { slot, bytes, counter }: VerifiedFactor,
  vaultKey: Bytes,
): Promise<SlotRow> {
  const store = requireStore(context);
  const used: SlotRow = {
    ...slot,
    credential:
      counter === null || slot.credential === null
        ? slot.credential
        : { ...slot.credential, counter },
    sealedFactor: slot.sealedFactor ?? (await sealFactor(slot, vaultKey, bytes)),
    lastUsedAt: context.deps.now().toISOString(),
  };
  await store.transaction('rw', store.operators, store.slots, async () => {
    await store.operators.update(slot.operatorId, { failedAttempts: 0, backOffUntil: null });
    const { credential, sealedFactor, lastUsedAt } = used;
    await store.slots.update(slot.id, { credential, sealedFactor, lastUsedAt });
  });
  return used;
}

/**
 * @throws FieldsealError `vault.backing-off`, `vault.lease-expired`, and `vault.slot-not-allowed` where the
 * programme does not allow the tier.
 */
export async function checkMayTry(
  context: VaultContext,
  operatorId: string,
  tier: SlotTier,
): Promise<void> {
  const operator = await requireOperator(context, operatorId);
  await checkBackOff(requireStore(context), operator, context.deps.now());
  await checkLease(context, operator);
  if (!(await allowedTiers(context)).includes(tier)) {
    throw new FieldsealError('vault.slot-not-allowed', { tier });
  }
}

/** @throws FieldsealError `vault.lease-expired`. */
export async function checkLease(context: VaultContext, operator: OperatorRow): Promise<void> {
  if (await isLeaseOver(requireStore(context), operator, context.deps.now())) {
    throw new FieldsealError('vault.lease-expired', { leaseUntil: operator.leaseUntil ?? '' });
  }
}

/** The tiers that the programme's policy allows; all of them before there is a programme. */
export async function allowedTiers(context: VaultContext): Promise<readonly SlotTier[]> {
  const pack = await storedPack(context);
  return pack?.policy.allowedTiers ?? ['bound', 'native-bound', 'gated', 'passphrase-only'];
}

/** @throws FieldsealError `vault.operator-unknown`. */
export async function requireOperator(
  context: VaultContext,
  operatorId: string,
): Promise<OperatorRow> {
  const operator = await requireStore(context).operators.get(operatorId);
  if (operator === undefined) throw new FieldsealError('vault.operator-unknown');
  return operator;
}

async function requireSlots(
  context: VaultContext,
  operatorId: string,
): Promise<readonly SlotRow[]> {
  await requireOperator(context, operatorId);
  const slots = await slotsOf(requireStore(context), operatorId);
  if (slots.length === 0) throw new FieldsealError('vault.store-damaged', { part: 'slot' });
  return slots;
}
