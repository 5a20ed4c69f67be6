import { sha256 } from '../../../shared/crypto/index.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { fromBase64Url, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import { OperatorList } from '../../../shared/sync/lease-api.ts';
import { openLeaseRenewal } from '../../../shared/sync/lease-renewal.ts';
import { openVoucher, type VouchedOperator } from '../../../shared/sync/voucher.ts';
import type { OperatorLease } from '../lease-api.ts';
import { signedBy } from '../session/signed-by.ts';
import type { ActiveSession, VaultContext } from '../vault-context.ts';

/** A person on a laptop: what the server says of their lease, and the grant that the administrator's key signed. */
export interface HeldLease {
  readonly lease: OperatorLease;
  readonly vouched: VouchedOperator;
  /** The signed request that the grant answers. */
  readonly requestBytes: Bytes;
  /** The signed grant. */
  readonly grantBytes: Bytes;
}

/**
 * Leases whose grant this administrator's key signed; names and roles are the grant's, not the server's word. Which grants
 * are too old to count, `pack` says.
 */
export async function heldLeases(
  context: VaultContext,
  session: ActiveSession,
  pack: ProgrammePack = session.programme.pack,
): Promise<readonly HeldLease[]> {
  const { administrator, deviceId } = session.programme;
  const { operators } = await context.api.json(
    {
      ...signedBy(session),
      method: 'GET',
      path: ROUTES.operators,
    },
    OperatorList,
  );
  const held: HeldLease[] = [];
  for (const { voucher, renewal, deviceCode, lastSeenAt, revokedAt } of operators) {
    const vouched = await openVoucher(voucher, administrator, pack.grantFloors).catch(() => null);
    if (vouched?.grant.programmeId !== pack.id) continue;
    const { grant } = vouched;
    const newest =
      renewal === null
        ? null
        : await openLeaseRenewal(fromBase64Url(renewal), administrator).catch(() => null);
    const requestBytes = fromBase64Url(voucher.request);
    held.push({
      vouched,
      requestBytes,
      grantBytes: fromBase64Url(voucher.grant),
      lease: {
        requestHash: toHex(sha256(requestBytes)),
        operatorId: grant.operatorId,
        name: grant.operatorName,
        role: grant.role,
        areaIds: grant.areaIds,
        deviceCode,
        leaseUntil: newest?.leaseUntil ?? grant.leaseUntil,
        lastSeenAt,
        isRevoked: revokedAt !== null,
        isHere: grant.deviceId === deviceId,
      },
    });
  }
  return held;
}
