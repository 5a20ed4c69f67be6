import { zeroBytes } from '../../../shared/crypto/index.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openStore, type FieldsealStore } from '../database/store.ts';
import { deviceWrappingKey, loadDeviceKey } from '../keys/device-key.ts';
import type { HostFacts } from '../vault-api.ts';
import type { HostState, VaultContext } from '../vault-context.ts';

const SHARE_LENGTH = 32;

/**
 * Opens the store and, with the host's share, the device key. A lost share stops neither unlocking nor enrolling:
 * only sending, which says so.
 * @throws FieldsealError `vault.store-newer`, `vault.store-damaged`.
 */
export async function startVault(context: VaultContext, facts: HostFacts): Promise<void> {
  if (facts.deviceShare.length !== SHARE_LENGTH) throw new FieldsealError('vault.internal');
  const { databaseName, database } = context.deps;
  context.store ??= await openStore(databaseName, database);
  context.host = await openHost(context.store, facts);
  zeroBytes(facts.deviceShare);
}

async function openHost(store: FieldsealStore, facts: HostFacts): Promise<HostState> {
  const wrappingKey = await deviceWrappingKey(store, facts.deviceShare);
  const base = {
    relyingParty: facts.relyingParty,
    gatedUnlock: facts.gatedUnlock,
    nativeBound: facts.nativeBound ?? false,
    deviceWrappingKey: wrappingKey,
  };
  try {
    return { ...base, deviceKey: await loadDeviceKey(store, wrappingKey), shareLost: false };
  } catch (error) {
    if (!(error instanceof FieldsealError) || error.code !== 'vault.host-share-lost') throw error;
    return { ...base, deviceKey: null, shareLost: true };
  }
}
