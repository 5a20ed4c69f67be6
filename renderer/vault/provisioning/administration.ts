import { fingerprintWords, sha256 } from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import {
  DeviceList,
  PendingRequests,
  ROUTES,
  type DeviceSummary,
  type PendingRequest,
} from '../../../shared/sync/http-api.ts';
import { LossReport } from '../../../shared/sync/loss-report.ts';
import { assignmentsOf, type ProvisioningRequest } from '../../../shared/sync/provisioning.ts';
import { openProvisioningRequest } from '../../../shared/sync/voucher.ts';
import { openGrantSecrets } from '../keys/operator-keys.ts';
import { zeroSecrets } from '../session/own-grant.ts';
import type { VaultApi } from '../vault-api.ts';
import { signedBy } from '../session/signed-by.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { buildGrant, fullLease, issueTime, secretsFor } from './build-grant.ts';
import { deviceCodeOf } from './device-code.ts';

type AdministrationCalls = Pick<
  VaultApi,
  | 'listRequests'
  | 'approveRequest'
  | 'rejectRequest'
  | 'listDevices'
  | 'revokeDevice'
  | 'lossReport'
>;

interface VerifiedRequest {
  readonly pending: PendingRequest;
  readonly signed: Bytes;
  readonly request: ProvisioningRequest;
}

/** What a grant takes from the programme's list. */
type Listed = Pick<PendingRequest, 'operatorName' | 'role' | 'areaIds' | 'assignments'>;

/** What an administrator does: vouch for laptops and people, and take that back. */
export function createAdministrationCalls(context: VaultContext): AdministrationCalls {
  return {
    async listRequests() {
      const session = requireActive(context, 'provisioning.approve');
      return (await pendingRequests(context, session)).map(({ pending, signed }) => ({
        requestHash: pending.requestHash,
        operatorName: pending.operatorName,
        role: pending.role,
        areaIds: pending.areaIds,
        assignments: assignmentsOf(pending),
        receivedAt: pending.receivedAt,
        words: fingerprintWords('provisioning-request', signed),
      }));
    },

    async approveRequest(requestHash) {
      const session = requireActive(context, 'provisioning.approve');
      const held = await pendingRequests(context, session);
      const found = held.find(({ pending }) => pending.requestHash === requestHash);
      if (found === undefined) throw new FieldsealError('provisioning.request-unknown');
      const grant = await grantFor(context, session, found);
      await session.audit.append({ kind: 'provisioning.approved', subject: requestHash });
      await context.api.none({
        ...signedBy(session),
        method: 'PUT',
        path: ROUTES.requestGrant.replace(':requestHash', requestHash),
        json: { grant: toBase64Url(grant) },
      });
    },

    async rejectRequest(requestHash) {
      const session = requireActive(context, 'provisioning.approve');
      await context.api.none({
        ...signedBy(session),
        method: 'PUT',
        path: ROUTES.rejectRequest.replace(':requestHash', encodeURIComponent(requestHash)),
      });
      // Afterwards: a full disk keeps nobody from turning somebody away.
      session.audit.later({ kind: 'provisioning.rejected', subject: requestHash });
    },

    async listDevices() {
      return devicesOf(context, requireActive(context, 'device.read'));
    },

    async lossReport(deviceId) {
      const session = requireActive(context, 'device.read');
      const path = ROUTES.lossReport.replace(':deviceId', encodeURIComponent(deviceId));
      return context.api.json({ ...signedBy(session), method: 'GET', path }, LossReport);
    },

    async revokeDevice(deviceId) {
      const session = requireActive(context, 'device.revoke');
      await context.api.none({
        ...signedBy(session),
        method: 'PUT',
        path: ROUTES.revokeDevice.replace(':deviceId', encodeURIComponent(deviceId)),
      });
      // Afterwards: a full disk keeps nobody from revoking a stolen laptop.
      session.audit.later({ kind: 'device.revoked', subject: deviceId });
    },
  };
}

/** Requests whose signature and hash hold; others cannot be approved and are left out. */
async function pendingRequests(
  context: VaultContext,
  session: ActiveSession,
): Promise<readonly VerifiedRequest[]> {
  const { requests } = await context.api.json(
    { ...signedBy(session), method: 'GET', path: ROUTES.pendingRequests },
    PendingRequests,
  );
  const verified = await Promise.all(requests.map((pending) => verify(session, pending)));
  return verified.filter((request) => request !== null);
}

async function verify(
  session: ActiveSession,
  pending: PendingRequest,
): Promise<VerifiedRequest | null> {
  try {
    const signed = fromBase64Url(pending.request);
    const request = await openProvisioningRequest(signed);
    const sound =
      toHex(sha256(signed)) === pending.requestHash &&
      request.programmeId === session.programme.pack.id;
    return sound ? { pending, signed, request } : null;
  } catch {
    return null;
  }
}

/** Signs the grant of a request, for a person as the programme lists them. */
export async function grantFor(
  context: VaultContext,
  session: ActiveSession,
  { pending, signed, request }: Omit<VerifiedRequest, 'pending'> & { readonly pending: Listed },
): Promise<Bytes> {
  const { pack } = session.programme;
  const devices = await devicesOf(context, session);
  const taken = devices.filter((device) => device.deviceId !== request.deviceId);
  const known = devices.find((device) => device.deviceId === request.deviceId);
  const { operatorId } = session.operator;
  // Not the session's row: a review period may have begun since the unlock.
  const grantKeys = (await requireStore(context).operators.get(operatorId))?.grantKeys ?? null;
  if (grantKeys === null) throw new FieldsealError('provisioning.pending');
  const held = await openGrantSecrets(session.rings, operatorId, grantKeys);
  const now = issueTime(pack, request.operatorId, context.deps.now());
  try {
    return await buildGrant(
      session.operatorKeys.signing,
      signed,
      // A request from a file may name no programme.
      { ...request, programmeId: pack.id },
      {
        operatorName: pending.operatorName,
        assignments: assignmentsOf(pending),
        deviceCode:
          known?.deviceCode ??
          deviceCodeOf(request.deviceId, new Set(taken.map((device) => device.deviceCode))),
        leaseUntil: fullLease(pack.policy, now),
        now,
      },
      secretsFor(assignmentsOf(pending), pack, held, now),
    );
  } finally {
    zeroSecrets(held);
  }
}

async function devicesOf(
  context: VaultContext,
  session: ActiveSession,
): Promise<readonly DeviceSummary[]> {
  const answer = await context.api.json(
    { ...signedBy(session), method: 'GET', path: ROUTES.devices },
    DeviceList,
  );
  return answer.devices;
}
