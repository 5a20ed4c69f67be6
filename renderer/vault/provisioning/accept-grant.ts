import { keyIdOf } from '../../../shared/crypto/index.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { fromBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import type { ProvisioningGrant } from '../../../shared/sync/provisioning.ts';
import { openGrant } from '../../../shared/sync/voucher.ts';
import type { ProgrammeMeta } from '../database/rows.ts';
import { sealGrantSecrets } from '../keys/operator-keys.ts';
import { writeSealed } from '../keys/write-sealed.ts';
import { completeRecoverySlot } from '../recovery/recovery-slot.ts';
import { openSentSecrets } from '../session/grant-secrets.ts';
import { heldIssuedAt, zeroSecrets } from '../session/own-grant.ts';
import { openProgramme } from '../session/programme-session.ts';
import {
  requireSession,
  requireStore,
  type OpenSession,
  type VaultContext,
} from '../vault-context.ts';

/** A grant whose signatures and addressee were checked; it counts once a person has compared the words. */
export interface VerifiedGrant {
  readonly grant: ProvisioningGrant;
  readonly grantBytes: Bytes;
  readonly packBytes: Bytes;
  readonly pack: ProgrammePack;
  readonly administrator: { readonly kid: string; readonly publicKey: Bytes };
  readonly alreadyTrusted: boolean;
  /** Where the server is, as an answer from a file says; otherwise the person typed it. */
  readonly serverUrl?: string | undefined;
}

/**
 * Verifies pack and grant: by the administrator key that this laptop pinned, or by the pack's own until a person has
 * compared its words; and that both are for this very request, operator and device.
 * @throws FieldsealError `provisioning.pack-tampered`, `provisioning.grant-tampered`, `provisioning.grant-not-ours`.
 */
export async function verifyGrant(
  context: VaultContext,
  session: OpenSession,
  packBytes: Bytes,
  grantBytes: Bytes,
): Promise<VerifiedGrant> {
  const store = requireStore(context);
  const pinned = (await store.read('programme'))?.administrator;
  const pack = await openProgrammePack(packBytes, pinned);
  const publicKey = fromBase64Url(pack.administratorSigningKey.key);
  const administrator = { kid: keyIdOf(publicKey), publicKey };
  const grant = await openGrant(grantBytes, administrator);
  const { operator } = session;
  const device = await store.read('device');
  const ours =
    grant.requestHash === operator.requestHash &&
    grant.operatorId === operator.operatorId &&
    grant.deviceId === device?.deviceId &&
    grant.programmeId === pack.id;
  if (!ours) throw new FieldsealError('provisioning.grant-not-ours');
  return {
    grant,
    grantBytes,
    packBytes,
    pack,
    administrator,
    alreadyTrusted: pinned !== undefined,
  };
}

/**
 * Stores a verified grant: its secrets under the operator's own vault, the pack and the pinned administrator key.
 * @throws FieldsealError `vault.slot-not-allowed` where the programme's policy forbids this operator's factor,
 * `provisioning.grant-tampered`; `provisioning.grant-outdated` for one older than this vault holds.
 */
export async function storeGrant(
  context: VaultContext,
  session: OpenSession,
  verified: VerifiedGrant,
): Promise<void> {
  const { grant, pack } = verified;
  const { operatorId } = session.operator;
  if (!pack.policy.allowedTiers.includes(session.tier)) {
    throw new FieldsealError('vault.slot-not-allowed', { tier: session.tier });
  }
  const newest = await heldIssuedAt(requireStore(context), session);
  if (newest !== null && Date.parse(grant.issuedAt) < Date.parse(newest)) {
    throw new FieldsealError('provisioning.grant-outdated');
  }
  const secrets = await openSentSecrets(session.operatorKeys.agreement, grant);
  const kept = await programmeToKeep(context, session, verified);
  const store = requireStore(context);
  const administratorKey = verified.administrator.publicKey;
  // No older one than this vault has seen, should the grant be accepted once more.
  const packVersion = Math.max(kept.version, session.programme?.newestPack ?? 0);
  const held = { ...secrets, administratorKey, packVersion, issuedAt: grant.issuedAt };
  const seal = () => sealGrantSecrets(session.rings, operatorId, held);
  const sealer = { operatorId, rings: session.rings };
  const event = { kind: 'grant.accepted' as const, subject: grant.requestHash };
  const write = async (grantKeys: Bytes): Promise<void> => {
    await store.operators.update(operatorId, {
      name: grant.operatorName,
      role: grant.role,
      areaIds: grant.areaIds,
      assignments: grant.assignments,
      status: 'active',
      serverUrl: kept.programme.serverUrl,
      leaseUntil: grant.leaseUntil,
      grantKeys,
      grant: verified.grantBytes,
    });
    await store.write('programme', kept.programme);
  };
  await writeSealed(store, sealer, [store.meta], seal, write, (tables, work) =>
    session.audit.commit(event, tables, work),
  ).finally(() => zeroSecrets(secrets));
  // Recovery is made up for at the next unlock; the grant counts whatever becomes of it.
  await completeRecoverySlot(context, operatorId, session.vaultKeys.keysKey).catch(() => undefined);
  const operator = await store.operators.get(operatorId);
  if (operator === undefined) throw new FieldsealError('vault.operator-unknown');
  const base = { ...session, operator };
  const programme = await openProgramme(context, operator, base);
  // Locked meanwhile: the grant is kept, the keys are not.
  if (context.session === session) context.session = { ...base, programme };
  context.emit({ type: 'state-changed' });
}

/** The first administrator's own grant: nobody else could have made it. */
export async function acceptOwnGrant(
  context: VaultContext,
  own: { readonly pack: Bytes; readonly grant: Bytes },
): Promise<void> {
  const session = requireSession(context);
  await storeGrant(context, session, await verifyGrant(context, session, own.pack, own.grant));
}

async function programmeToKeep(
  context: VaultContext,
  session: OpenSession,
  { grant, pack, packBytes, administrator, serverUrl }: VerifiedGrant,
): Promise<{ readonly programme: ProgrammeMeta; readonly version: number }> {
  const known = await requireStore(context).read('programme');
  const offered: ProgrammeMeta = {
    pack: packBytes,
    administrator,
    deviceCode: grant.deviceCode,
    // A laptop that has found its server once stays with it.
    serverUrl:
      serverUrl === undefined ? session.operator.serverUrl : (known?.serverUrl ?? serverUrl),
  };
  if (known === undefined) return { programme: offered, version: pack.version };
  // Registration numbers go on under the code they began with; an older pack never replaces a newer.
  const current = await openProgrammePack(known.pack, known.administrator);
  const newest = current.version > pack.version ? known.pack : packBytes;
  return {
    programme: { ...offered, deviceCode: known.deviceCode, pack: newest },
    version: Math.max(current.version, pack.version),
  };
}
