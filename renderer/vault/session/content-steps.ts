import type { OperatorAudit } from '../audit/operator-audit.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { bindOperatorKeys } from '../keys/operator-keys.ts';
import { derivedRing, sealRing, zeroRing } from '../keys/ring-state.ts';
import type { VaultKeys } from '../keys/vault-keys.ts';
import { RING_NAMES, VAULT_RINGS } from '../keys/vault-rings.ts';

/**
 * The part of a migration that needs the operator's keys, so that it waits for the unlock: key rings around the
 * derived keys, operator keys bound as version 2, and the first event of the audit chain, all in one transaction.
 * Killed before its end it has not begun; the next unlock does it.
 */
export async function runContentSteps(
  store: FieldsealStore,
  operator: OperatorRow,
  vaultKeys: VaultKeys,
  audit: OperatorAudit,
  now: Date,
): Promise<void> {
  if (operator.contentVersion === 2) return;
  const { operatorId } = operator;
  const operatorKeys = await bindOperatorKeys(vaultKeys.keysKey, operatorId, operator.operatorKeys);
  const rows = await Promise.all(
    RING_NAMES.map(async (name) => {
      const ring = derivedRing(now);
      const row = await sealRing(vaultKeys.keysKey, operatorId, VAULT_RINGS[name], ring);
      zeroRing(ring);
      return row;
    }),
  );
  await audit.commit({ kind: 'audit.started', version: 2 }, [store.dataKeys], async () => {
    // Another window was faster.
    if ((await store.operators.get(operatorId))?.contentVersion === 2) return null;
    await store.dataKeys.bulkPut(rows);
    await store.operators.update(operatorId, { operatorKeys, contentVersion: 2 });
    return true;
  });
}
