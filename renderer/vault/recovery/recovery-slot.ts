import {
  openEnvelope,
  peekUnverified,
  randomId,
  sealEnvelope,
  zeroBytes,
} from '../../../shared/crypto/index.ts';
import type { RecoveryKeys } from '../../../shared/domain/recovery-keys.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { RecoveryBinding } from '../../../shared/recovery/binding.ts';
import { wrapForRecovery, type RecoveryBundle } from '../../../shared/recovery/recovery-bundle.ts';
import { sealRecoveryShares } from '../../../shared/recovery/recovery-shares.ts';
import { ProvisioningGrant, ProvisioningRequest } from '../../../shared/sync/provisioning.ts';
import type { RecoverySlotRow } from '../database/recovery-rows.ts';
import type { OperatorRow } from '../database/rows.ts';
import { storedPack } from '../session/stored-pack.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';

/**
 * Makes the operator’s recovery slot while the vault key is at hand and the programme is known to be the grant’s, or
 * makes it anew where the programme has other recovery keys now. A failure does not keep anybody from unlocking: the
 * next unlock tries again, and the settings show that there is no recovery.
 */
export async function keepRecoverySlot(
  context: VaultContext,
  operator: OperatorRow,
  vaultKey: Bytes,
  keysKey: CryptoKey,
): Promise<void> {
  try {
    const store = requireStore(context);
    const known = await store.recoverySlots.get(operator.operatorId);
    // Before there is a grant nobody vouches to this vault for the laptop's programme.
    const keys = operator.grantKeys === null ? undefined : await recoveryKeysOf(context);
    const epoch = known?.shares?.epoch;
    if (known !== undefined && (epoch === undefined || epoch === keys?.epoch)) {
      if (keys !== undefined) await completeRecoverySlot(context, operator.operatorId, keysKey);
      return;
    }
    const row = await makeRecoverySlot(operator, vaultKey, keysKey, keys, context.deps.now());
    await store.transaction('rw', store.recoverySlots, store.recoveryCeremonies, async () => {
      await store.recoverySlots.put(row);
      // A recovery that was under way asked for shares of a slot that no longer is.
      if (known !== undefined) await store.recoveryCeremonies.delete(known.binding.subjectId);
    });
  } catch {
    // Said above.
  }
}

/**
 * Seals shares of a recovery slot that waited for the programme's recovery keys. It needs the open vault, not its
 * key. Does nothing where there is nothing to do.
 */
export async function completeRecoverySlot(
  context: VaultContext,
  operatorId: string,
  keysKey: CryptoKey,
): Promise<void> {
  const store = requireStore(context);
  const row = await store.recoverySlots.get(operatorId);
  const keys = await recoveryKeysOf(context);
  if (row?.shares !== null || keys === undefined) return;
  const recoveryKey = await openEnvelope(
    (kid) => (kid === kidOf(operatorId) ? keysKey : undefined),
    'recovery-key',
    { operatorId, slotId: row.binding.subjectId },
    row.sealedKey,
  );
  const shares = await sealRecoveryShares(keys, row.binding, recoveryKey);
  zeroBytes(recoveryKey);
  await store.recoverySlots.put({ ...row, shares });
}

/** A recovery slot of the vault key. */
export async function makeRecoverySlot(
  operator: OperatorRow,
  vaultKey: Bytes,
  keysKey: CryptoKey,
  keys: RecoveryKeys | undefined,
  now: Date,
): Promise<RecoverySlotRow> {
  const { operatorId } = operator;
  const binding: RecoveryBinding = {
    use: 'vault',
    programmeId: programmeOf(operator),
    operatorId,
    subjectId: randomId(),
  };
  const { recoveryKey, wrapped } = await wrapForRecovery(binding, vaultKey);
  const bound = { operatorId, slotId: binding.subjectId };
  const row: RecoverySlotRow = {
    operatorId,
    binding,
    wrapped,
    sealedKey: await sealEnvelope(keysKey, kidOf(operatorId), 'recovery-key', bound, recoveryKey),
    shares: keys === undefined ? null : await sealRecoveryShares(keys, binding, recoveryKey),
    createdAt: now.toISOString(),
  };
  zeroBytes(recoveryKey);
  return row;
}

/** The operator's recovery slot as a bundle. @throws FieldsealError `recovery.not-available`. */
export async function recoveryBundleOf(
  context: VaultContext,
  operatorId: string,
): Promise<RecoveryBundle> {
  const row = await requireStore(context).recoverySlots.get(operatorId);
  const shares = row?.shares ?? null;
  if (row === undefined || shares === null) throw new FieldsealError('recovery.not-available');
  return { binding: row.binding, wrapped: row.wrapped, shares };
}

/** The recovery keys of the programme as this laptop knows it. @throws FieldsealError as `storedPack`. */
export async function recoveryKeysOf(context: VaultContext): Promise<RecoveryKeys | undefined> {
  return (await storedPack(context))?.recovery;
}

/**
 * The operator's own signed request names the programme before any pack is here. One that was made without a network may
 * name none; its grant does. @throws FieldsealError `recovery.not-available` before that.
 */
function programmeOf(operator: OperatorRow): string {
  const asked = ProvisioningRequest.parse(peekUnverified(operator.request).payload);
  if (asked.programmeId !== '') return asked.programmeId;
  if (operator.grant === undefined) throw new FieldsealError('recovery.not-available');
  return ProvisioningGrant.parse(peekUnverified(operator.grant).payload).programmeId;
}

function kidOf(operatorId: string): string {
  return `recovery/${operatorId}`;
}
