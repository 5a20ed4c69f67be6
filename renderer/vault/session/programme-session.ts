import { createRecordKeySender, deriveAeadKey, zeroBytes } from '../../../shared/crypto/index.ts';
import { copyBytes, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import { undated, type Assignment } from '../../../shared/domain/assignment.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import { assignmentsOf } from '../../../shared/sync/provisioning.ts';
import { openGrant } from '../../../shared/sync/voucher.ts';
import { planIndexes } from '../index/index-plan.ts';
import { prepareLaptopTokens, prepareProgrammeTokens } from '../index/index-tokens.ts';
import { loadIndex } from '../index/load-index.ts';
import { repairIndex } from '../index/repair-index.ts';
import { createMemoryIntake } from '../intake/memory-intake.ts';
import type { OperatorRow } from '../database/rows.ts';
import {
  requireStore,
  type OpenSession,
  type ProgrammeSession,
  type VaultContext,
} from '../vault-context.ts';
import { openOwnGrant, zeroSecrets } from './own-grant.ts';
import { importReviewKeys, takeReviewKeys } from './take-review-keys.ts';

/**
 * Opens the programme's keys and indexes for an operator who holds a grant; null for one who waits for it.
 * @throws FieldsealError `vault.store-damaged`, also for a programme of another administrator than the grant's;
 * `provisioning.pack-tampered`; `provisioning.grant-tampered`; `provisioning.pack-outdated` and `provisioning.grant-outdated`
 * for an older one than this vault has seen.
 */
export async function openProgramme(
  context: VaultContext,
  operator: OperatorRow,
  session: Omit<OpenSession, 'programme'>,
): Promise<ProgrammeSession | null> {
  if (operator.grantKeys === null) return null;
  const store = requireStore(context);
  const stored = await store.read('programme');
  const device = await store.read('device');
  if (stored === undefined || device === undefined) {
    throw new FieldsealError('vault.store-damaged', { part: 'programme' });
  }
  const pack = await openProgrammePack(stored.pack, stored.administrator);
  const { publicKey } = stored.administrator;
  const { version } = pack;
  const serverTime = (await store.read('sync'))?.lastServerTime ?? null;
  const secrets = await openOwnGrant(store, operator, session.rings, { publicKey, version });
  // Only now: that the programme is the grant's own is known from the vault itself.
  const [assignments, taken] = await Promise.all([
    assignmentsOn(operator, stored.administrator, secrets.issuedAt),
    takeReviewKeys(store, session, pack),
  ]).catch((error: unknown) => {
    zeroSecrets(secrets);
    throw error;
  });
  const { deviceId } = device;
  const indexKey = copyBytes(secrets.indexKey);
  const indexPageKey = {
    key: await deriveAeadKey(indexKey, utf8(deviceId), 'fieldseal/1/index-pages'),
    deviceId,
  };
  const base = {
    pack,
    held: holdAssignments(assignments, pack.roles),
    serverTimeSeen: serverTime === null ? 0 : Date.parse(serverTime),
    newestPack: version,
    administrator: stored.administrator,
    deviceId,
    deviceCode: stored.deviceCode,
    laptopTokens: await prepareLaptopTokens(indexKey, deviceId),
    programmeTokens: await prepareProgrammeTokens(indexKey, pack.id),
    indexPageKey,
    sender: createRecordKeySender(() => context.deps.now().getTime()),
    plan: planIndexes(pack.form),
    reviewKeys: [...(await importReviewKeys(secrets.reviewKeys)), ...taken],
  };
  zeroSecrets(secrets);
  zeroBytes(indexKey);
  const loaded = await loadIndex(store, indexPageKey);
  const unsearchable =
    loaded.damagedPages.length === 0
      ? 0
      : await repairIndex(store, session, { ...base, index: loaded.index });
  const intake = createMemoryIntake();
  intake.add(...(await store.intake.toArray()));
  return { ...base, index: loaded.index, intake, unsearchable };
}

/**
 * By the signed grant, which a changed row does not outweigh: this person's own, and none that is older than the vault
 * knows of. Laptops set up before grants were kept have the row.
 */
async function assignmentsOn(
  operator: OperatorRow,
  administrator: { readonly kid: string; readonly publicKey: Bytes },
  newest: string | undefined,
): Promise<readonly Assignment[]> {
  if (operator.grant === undefined) {
    if (newest !== undefined) throw new FieldsealError('vault.store-damaged', { part: 'grant' });
    return rowAssignments(operator);
  }
  const grant = await openGrant(operator.grant, administrator);
  const { operatorId, requestHash } = operator;
  if (grant.operatorId !== operatorId || grant.requestHash !== requestHash) {
    throw new FieldsealError('vault.store-damaged', { part: 'grant' });
  }
  if (newest !== undefined && Date.parse(grant.issuedAt) < Date.parse(newest)) {
    throw new FieldsealError('provisioning.grant-outdated');
  }
  return assignmentsOf(grant);
}

/** What a row says, unsigned. */
export function rowAssignments({ role, areaIds, assignments }: OperatorRow): readonly Assignment[] {
  return assignments ?? [undated(role, areaIds)];
}
