/** A lost laptop for the screens. */
import type { VaultApi } from '../../renderer/vault/vault-api.ts';
import type { LossReport } from '../../shared/sync/loss-report.ts';

const DAY_MS = 86_400_000;

type LossCalls = Pick<VaultApi, 'revokeDevice' | 'renewReviewKeys' | 'lossReport'>;

/** Once revoked it stays so. */
export function standInLoss(answer: <T>(make: () => T) => Promise<T>): LossCalls {
  let isRevoked = false;
  return {
    revokeDevice: () =>
      answer(() => {
        isRevoked = true;
      }),
    renewReviewKeys: (areaIds) => answer(() => ({ areas: areaIds.length, people: 3 })),
    lossReport: (deviceId) => answer(() => lossReport(deviceId, isRevoked)),
  };
}

function lossReport(deviceId: string, isRevoked: boolean): LossReport {
  const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
  return {
    deviceId,
    deviceCode: 'K7QD',
    lastSeenAt: ago(4),
    revokedAt: isRevoked ? ago(0) : null,
    operators: [
      {
        operatorId: 'op-1',
        name: 'Amina Deng',
        role: 'enumerator',
        areaIds: ['d1'],
        grantedAt: ago(40),
        leaseUntil: ago(-20),
      },
      {
        operatorId: 'op-2',
        name: 'Joseph Lado',
        role: 'supervisor',
        areaIds: ['d1', 'd2'],
        grantedAt: ago(38),
        leaseUntil: ago(-22),
      },
    ],
    batches: 7,
    lastReceiptAt: ago(4),
    records: { received: 31, approved: 118, returned: 2 },
    lastSavedAt: ago(4.2),
    byDay: [6, 5, 4.2].map((days, index) => ({
      day: ago(days).slice(0, 10),
      records: 12 + index * 7,
    })),
    byArea: [
      { areaId: 'v1', records: 98, lastSavedAt: ago(4.2) },
      { areaId: 'v2', records: 53, lastSavedAt: ago(9) },
    ],
    highestCounter: 171,
    highestNumber: 157,
    missingNumbers: {
      count: 6,
      ranges: [
        { from: 41, to: 41 },
        { from: 150, to: 154 },
      ],
    },
    reviewKeys: [
      { areaId: 'd1', epoch: 1 },
      { areaId: 'v1', epoch: 2 },
    ],
  };
}
