import { peekUnverified } from '../../../shared/crypto/index.ts';
import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import { copyBytes, equalBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { assignmentsOf, ProvisioningGrant } from '../../../shared/sync/provisioning.ts';
import { openGrant } from '../../../shared/sync/voucher.ts';
import type { OperatorRow } from '../database/rows.ts';
import { openGrantSecrets, sealGrantSecrets } from '../keys/operator-keys.ts';
import { writeSealed } from '../keys/write-sealed.ts';
import type { SyncTarget } from '../sync/sync-target.ts';
import { requireStore, type OpenSession, type VaultContext } from '../vault-context.ts';
import { openSentSecrets } from './grant-secrets.ts';
import { zeroSecrets } from './own-grant.ts';
import { storedPack } from './stored-pack.ts';
import { importReviewKeys, takeReviewKeys } from './take-review-keys.ts';

/**
 * Takes grants that the administrator made anew for people of this laptop, where they are newer than those that are here:
 * at once for whoever has the vault open, at the next unlock for the others. Older ones, and those of other people,
 * laptops or requests, change nothing. Answers how many are for this laptop, and how many of them were taken.
 * @throws FieldsealError `provisioning.grant-tampered` when one is not genuine; none is taken then.
 */
export async function takeGrants(
  context: VaultContext,
  target: Pick<SyncTarget, 'administrator' | 'pack' | 'deviceKey'>,
  signed: readonly Bytes[],
): Promise<{ readonly ours: number; readonly taken: number }> {
  const ours: { readonly bytes: Bytes; readonly grant: ProvisioningGrant }[] = [];
  for (const bytes of signed) {
    const grant = await openGrant(bytes, target.administrator);
    const isOurs = grant.programmeId === target.pack.id && grant.deviceId === target.deviceKey.kid;
    if (isOurs) ours.push({ bytes, grant });
  }
  const store = requireStore(context);
  let taken = 0;
  await store.transaction('rw', store.operators, async () => {
    taken = 0;
    for (const { bytes, grant } of ours) {
      const row = await store.operators.get(grant.operatorId);
      if (row?.requestHash !== grant.requestHash || row.grantKeys === null) continue;
      const known = Math.max(issuedAt(row.grant), issuedAt(row.newerGrant));
      if (Date.parse(grant.issuedAt) <= known) continue;
      await store.operators.update(grant.operatorId, { newerGrant: bytes });
      taken += 1;
    }
  });
  // What can't be written now is at the next sync or unlock.
  await adoptInSession(context).catch(() => undefined);
  return { ours: ours.length, taken };
}

/** When a kept grant was issued, milliseconds; before every time for none, and for one that cannot be read. */
function issuedAt(signed: Uint8Array | undefined): number {
  if (signed === undefined) return -Infinity;
  try {
    return Date.parse(ProvisioningGrant.parse(peekUnverified(signed).payload).issuedAt);
  } catch {
    return -Infinity;
  }
}

/** Has the open session go on by its newer grant. */
async function adoptInSession(context: VaultContext): Promise<void> {
  const { session } = context;
  if (session === null || session.programme === null) return;
  const { programme } = session;
  const operator = await adoptNewerGrant(context, session);
  if (operator === session.operator || operator.grant === undefined) return;
  const grant = await openGrant(operator.grant, programme.administrator);
  const pack = await storedPack(context).catch(() => null);
  const store = requireStore(context);
  const taken = pack === null ? [] : await takeReviewKeys(store, { ...session, operator }, pack);
  const secrets = await openSentSecrets(session.operatorKeys.agreement, grant);
  const granted = await importReviewKeys(secrets.reviewKeys).finally(() => zeroSecrets(secrets));
  if (context.session?.programme !== programme) return;
  const held = holdAssignments(assignmentsOf(grant), programme.pack.roles);
  context.session = {
    ...context.session,
    operator,
    programme: { ...programme, held, reviewKeys: [...granted, ...taken] },
  };
  context.emit({ type: 'state-changed' });
}

/**
 * Keeps the newer grant that waits for this vault, if one does and it is genuine: its secrets take the place of those
 * before. Answers the operator's row, the very one of the session where nothing changed.
 */
export async function adoptNewerGrant(
  context: VaultContext,
  session: Pick<OpenSession, 'operator' | 'operatorKeys' | 'rings' | 'audit'>,
): Promise<OperatorRow> {
  const store = requireStore(context);
  const { operatorId } = session.operator;
  const row = await store.operators.get(operatorId);
  const administrator = (await store.read('programme'))?.administrator;
  const newer = row?.newerGrant;
  if (row === undefined || newer === undefined || administrator === undefined) {
    return session.operator;
  }
  const grant = await openGrant(newer, administrator).catch(() => null);
  const isOurs = grant?.operatorId === operatorId && grant.requestHash === row.requestHash;
  if (grant === null || !isOurs || row.grantKeys === null) return session.operator;
  const before = await openGrantSecrets(session.rings, operatorId, row.grantKeys);
  const isNewer =
    Date.parse(grant.issuedAt) >
    Math.max(issuedAt(row.grant), Date.parse(before.issuedAt ?? '') || 0);
  // The unlock refuses a programme of another administrator than the vault's.
  const isTrusted = equalBytes(
    before.administratorKey ?? administrator.publicKey,
    administrator.publicKey,
  );
  if (!isNewer || !isTrusted) {
    zeroSecrets(before);
    return session.operator;
  }
  const secrets = await openSentSecrets(session.operatorKeys.agreement, grant);
  const held = {
    ...before,
    administratorKey: administrator.publicKey,
    reviewKeys: secrets.reviewKeys,
    issuedAt: grant.issuedAt,
  };
  const changes = {
    name: grant.operatorName,
    role: grant.role,
    areaIds: grant.areaIds,
    assignments: grant.assignments,
    grant: copyBytes(newer),
    newerGrant: undefined,
  };
  const write = async (grantKeys: Bytes): Promise<void> => {
    const current = await store.operators.get(operatorId);
    await store.operators.update(operatorId, {
      ...changes,
      grantKeys,
      leaseUntil: later(current?.leaseUntil ?? null, grant.leaseUntil),
    });
  };
  const seal = () => sealGrantSecrets(session.rings, operatorId, held);
  const sealer = { operatorId, rings: session.rings };
  const event = { kind: 'grant.changed' as const, subject: grant.requestHash };
  await writeSealed(store, sealer, [], seal, write, (tables, work) =>
    session.audit.commit(event, tables, work),
  ).finally(() => zeroSecrets(before, secrets));
  return (await store.operators.get(operatorId)) ?? session.operator;
}

/** A lease never gets shorter. */
function later(one: string | null, other: string): string {
  return one !== null && Date.parse(one) > Date.parse(other) ? one : other;
}
