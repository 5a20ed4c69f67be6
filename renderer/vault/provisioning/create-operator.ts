import type { Table } from 'dexie';
import {
  fingerprintWords,
  randomBytes,
  sha256,
  signMessage,
  zeroBytes,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { copyBytes, toBase64Url, toHex } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES, SubmitResponse } from '../../../shared/sync/http-api.ts';
import { ProvisioningRequest } from '../../../shared/sync/provisioning.ts';
import { publicKeyRef } from '../../../shared/sync/public-keys.ts';
import { NO_RECORDS } from '../database/counts.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { dropVaultRows } from '../database/vault-rows.ts';
import { createDeviceKey } from '../keys/device-key.ts';
import { makeOperatorKeys, type OperatorKeys } from '../keys/operator-keys.ts';
import { checkPassphraseLength } from '../keys/passphrase-rule.ts';
import { makeSlot } from '../keys/slot.ts';
import { deriveVaultKeys } from '../keys/vault-keys.ts';
import { openSession } from '../session/unlock.ts';
import type { FactorProof } from '../factors-api.ts';
import type { SetupOutcome } from '../vault-api.ts';
import { requireHost, requireStore, type VaultContext } from '../vault-context.ts';
import { acceptOwnGrant } from './accept-grant.ts';
import { makeBootstrap } from './bootstrap.ts';
import type { Claim } from './claim-code.ts';
import { asksByFile } from './file-setup.ts';
import type { PreparedOperator } from './prepared-operator.ts';

/**
 * Sets an operator up: keys, slot, signed request, which goes to the server or waits to be saved as a file. The laptop keeps everything before the server is told, and a
 * repeated try sends the same request, so that a lost answer loses no code.
 * @throws FieldsealError `vault.locked` when the vault was locked meanwhile, `vault.passphrase-too-short`, `vault.slot-not-allowed`, `webauthn.*`, `provisioning.*`, `sync.*`.
 */
export async function createOperator(
  context: VaultContext,
  claim: Claim,
  code: string,
  passphrase: string,
  factor: FactorProof,
  onSend: () => void,
): Promise<SetupOutcome> {
  const { locks } = context;
  const { operatorId } = claim.response;
  checkPassphraseLength(passphrase, claim.passphraseMinLength);
  if (!claim.tiers.includes(factor.tier)) {
    throw new FieldsealError('vault.slot-not-allowed', { tier: factor.tier });
  }
  const slotFactor = await context.ceremonies.finishRegistration(operatorId, factor);
  const ready = context.setups.get(code) ?? (await prepareOperator(context, claim));
  if (context.locks !== locks) throw new FieldsealError('vault.locked');
  context.setups.set(code, ready);
  const slot = await makeSlot(operatorId, passphrase, slotFactor, ready.vaultKey, {
    cost: await context.argon2Cost(),
    name: '',
    createdAt: context.deps.now().toISOString(),
  });
  zeroBytes(slotFactor.bytes);
  await storeOperator(context, claim, ready, slot);
  if (!asksByFile(claim)) {
    onSend();
    await submit(context, claim, ready, code);
  }
  await openSession(context, locks, operatorId, copyBytes(ready.vaultKey), slot);
  if (ready.bootstrap !== null) await acceptOwnGrant(context, ready.bootstrap);
  zeroBytes(ready.vaultKey);
  context.emit({ type: 'state-changed' });
  return {
    state: ready.bootstrap === null ? 'awaiting-approval' : 'active',
    requestWords: fingerprintWords('provisioning-request', ready.request),
  };
}

async function prepareOperator(context: VaultContext, claim: Claim): Promise<PreparedOperator> {
  const { response } = claim;
  const vaultKey = randomBytes(32);
  const { keysKey } = await deriveVaultKeys(vaultKey, response.operatorId);
  const { keys, sealed } = await makeOperatorKeys(keysKey, response.operatorId);
  const deviceKey = await ownDeviceKey(context);
  const content = requestContent(context, claim, keys, deviceKey);
  const request = await signMessage(keys.signing, 'provisioning-request', content);
  const { draft } = response;
  return {
    vaultKey,
    sealedKeys: sealed,
    request,
    requestHash: toHex(sha256(request)),
    bootstrap:
      draft === null
        ? null
        : await makeBootstrap(
            keys.signing,
            request,
            content,
            { ...response, draft },
            context.deps.now(),
          ),
  };
}

async function ownDeviceKey(context: VaultContext): Promise<SigningKey> {
  const host = requireHost(context);
  if (host.shareLost) throw new FieldsealError('vault.host-share-lost');
  host.deviceKey ??= await createDeviceKey(requireStore(context), host.deviceWrappingKey);
  return host.deviceKey;
}

function requestContent(
  context: VaultContext,
  claim: Claim,
  keys: OperatorKeys,
  deviceKey: SigningKey,
): ProvisioningRequest {
  return ProvisioningRequest.parse({
    formatVersion: 1,
    programmeId: claim.programmeId,
    operatorId: claim.response.operatorId,
    deviceId: deviceKey.kid,
    deviceSigningKey: publicKeyRef(deviceKey),
    operatorSigningKey: publicKeyRef(keys.signing),
    operatorAgreementKey: publicKeyRef(keys.agreement),
    createdAt: context.deps.now().toISOString(),
  });
}

async function storeOperator(
  context: VaultContext,
  claim: Claim,
  ready: PreparedOperator,
  slot: Awaited<ReturnType<typeof makeSlot>>,
): Promise<void> {
  const store = requireStore(context);
  const { operatorId, operatorName, role, areaIds, assignments } = claim.response;
  const row: OperatorRow = {
    operatorId,
    name: operatorName,
    role,
    areaIds,
    assignments,
    status: 'awaiting-approval',
    leaseUntil: null,
    serverUrl: claim.serverUrl,
    request: ready.request,
    requestHash: ready.requestHash,
    operatorKeys: ready.sealedKeys,
    grantKeys: null,
    failedAttempts: 0,
    backOffUntil: null,
    drafts: 0,
    byState: NO_RECORDS,
  };
  await store.transaction('rw', operatorTables(store), async () => {
    const existing = await store.operators.get(operatorId);
    if (existing?.status === 'active') throw new FieldsealError('vault.operator-exists');
    await store.operators.put(row);
    // Those of an earlier try: its vault key may be gone.
    await dropVaultRows(store, operatorId);
    await store.slots.where({ operatorId }).delete();
    // Of a set-up that was given up; its keys open nothing of this one.
    await store.recoverySlots.delete(operatorId);
    await store.slots.add(slot);
  });
}

async function submit(
  context: VaultContext,
  claim: Claim,
  ready: PreparedOperator,
  code: string,
): Promise<void> {
  const { bootstrap } = ready;
  try {
    await context.api.json(
      {
        serverUrl: claim.serverUrl,
        method: 'POST',
        path: ROUTES.submitRequest,
        json: {
          code,
          request: toBase64Url(ready.request),
          ...(bootstrap === null
            ? {}
            : {
                bootstrap: {
                  grant: toBase64Url(bootstrap.grant),
                  pack: toBase64Url(bootstrap.pack),
                },
              }),
        },
      },
      SubmitResponse,
    );
  } catch (error) {
    // Refused for good: nobody waits for this operator. After a lost answer the row stays, the request may have come.
    if (error instanceof FieldsealError && !error.retryable) {
      await dropOperator(context, claim.response.operatorId);
    }
    throw error;
  }
}

/** Takes a person off this laptop who has nothing on it but a request. */
export async function dropOperator(context: VaultContext, operatorId: string): Promise<void> {
  const store = requireStore(context);
  await store.transaction('rw', operatorTables(store), async () => {
    await store.operators.delete(operatorId);
    await store.slots.where({ operatorId }).delete();
    await dropVaultRows(store, operatorId);
    await store.recoverySlots.delete(operatorId);
  });
}

/** Everything that a new set-up replaces. */
function operatorTables(store: FieldsealStore): readonly Table[] {
  return [
    store.operators,
    store.slots,
    store.recoverySlots,
    store.audit,
    store.dataKeys,
    store.jobs,
  ];
}
