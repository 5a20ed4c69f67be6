import { peekUnverified } from '../../shared/crypto/index.ts';
import { LeaseRenewal } from '../../shared/sync/lease-renewal.ts';
import { ProvisioningGrant } from '../../shared/sync/provisioning.ts';
import type { OperatorRow } from '../db/schema.ts';

/** When an operator's lease ends (ISO): by the newest renewal, else by the grant. Both were verified when stored. */
export function leaseEndOf(operator: Pick<OperatorRow, 'grant_bytes' | 'renewal_bytes'>): string {
  return operator.renewal_bytes === null
    ? grantOf(operator).leaseUntil
    : LeaseRenewal.parse(peekUnverified(operator.renewal_bytes).payload).leaseUntil;
}

/** The grant of a row, which was verified when it was stored. */
export function grantOf({ grant_bytes }: Pick<OperatorRow, 'grant_bytes'>): ProvisioningGrant {
  return ProvisioningGrant.parse(peekUnverified(grant_bytes).payload);
}
