/** Permissions for the screens: invented people. */
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { LeaseApi, OperatorLease } from '../../renderer/vault/lease-api.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;

export function standInLeases(options: StandInOptions): LeaseApi {
  return {
    listLeases: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('sync.offline'))
        : Promise.resolve(options.isEmpty ? [] : leases()),
    renewLeases: (requestHashes) =>
      Promise.resolve({
        renewed: requestHashes.length,
        notRenewed: 0,
        leaseUntil: after(60),
        file: new Uint8Array(8),
      }),
    applyLeaseFile: () => Promise.resolve(1),
  };
}

function leases(): readonly OperatorLease[] {
  return [
    lease('Ruth Akol', 'administrator', 'A2CD', 12, { isHere: true }),
    lease('Amina Deng', 'enumerator', 'K7QD', 6),
    lease('Joseph Lado', 'supervisor', 'P2XM', 48),
    lease('مريم حسن', 'enumerator', 'K7QD', -3),
    lease('Mary Keji', 'enumerator', 'R9TB', 20, { isRevoked: true }),
  ];
}

function lease(
  name: string,
  role: Role,
  deviceCode: string,
  days: number,
  changes: Partial<OperatorLease> = {},
): OperatorLease {
  return {
    requestHash: name,
    operatorId: name,
    name,
    role,
    areaIds: ['d1'],
    deviceCode,
    leaseUntil: after(days),
    lastSeenAt: after(-1),
    isRevoked: false,
    isHere: false,
    ...changes,
  };
}

function after(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}
