import type { RingName } from '../keys/vault-rings.ts';
import type { KeyWork } from './key-work.ts';

/** How many of the operator's rows name a version that is not current. Nothing is opened for it. */
export async function namesOldKeys({ store, operatorId, rings }: KeyWork): Promise<number> {
  let old = 0;
  const look = (name: RingName, sealed: Uint8Array | null): void => {
    if (sealed !== null && !isCurrent(rings, name, sealed)) old += 1;
  };
  await store.drafts.where({ operatorId }).each((row) => look('drafts', row.sealed));
  await store.records.each((row) => {
    if (row.operatorId !== operatorId) return;
    look('records', row.viewKey);
    for (const { viewKey } of row.originals ?? []) look('records', viewKey);
  });
  await store.intake.where({ operatorId }).each((row) => look('records', row.sealed));
  const operator = await store.operators.get(operatorId);
  look('operator', operator?.operatorKeys ?? null);
  look('operator', operator?.grantKeys ?? null);
  return old;
}

/** What can't be read may name any version. */
function isCurrent(rings: KeyWork['rings'], name: RingName, sealed: Uint8Array): boolean {
  try {
    return rings.isCurrent(name, sealed);
  } catch {
    return false;
  }
}
