import { peekUnverified } from '../../../shared/crypto/index.ts';
import type { PublicKeyRef } from '../../../shared/domain/public-key-ref.ts';
import { ProvisioningRequest } from '../../../shared/sync/provisioning.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';

/** A manifest names the device and so many more. */
const MOST_SIGNERS = 63;

/**
 * The keys by which these operators signed their items, as their requests told the programme. One that can't be
 * read is left out: then the file proves less by itself, and goes all the same.
 */
export async function itemSigners(
  store: FieldsealStore,
  operatorIds: readonly string[],
): Promise<readonly PublicKeyRef[]> {
  const ids = [...new Set(operatorIds)].slice(0, MOST_SIGNERS);
  const operators = await store.operators.bulkGet(ids);
  return operators.flatMap((operator) => signingKeyOf(operator) ?? []);
}

function signingKeyOf(operator: OperatorRow | undefined): PublicKeyRef | undefined {
  if (operator === undefined) return undefined;
  try {
    return ProvisioningRequest.parse(peekUnverified(operator.request).payload).operatorSigningKey;
  } catch {
    return undefined;
  }
}
