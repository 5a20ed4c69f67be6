import { createActivityCalls } from './audit/activity-calls.ts';
import { createServerLogCalls } from './audit/server-log-calls.ts';
import { createPhotoCalls } from './attachments/photo-calls.ts';
import { createBackupCalls } from './backup/backup-calls.ts';
import { createCourierCalls } from './courier/courier-calls.ts';
import { createDraftCalls } from './drafts/drafts.ts';
import { createFactorCalls } from './factors/factors.ts';
import { createImportCalls } from './import/import-calls.ts';
import { createCostChooser } from './keys/argon2-cost.ts';
import { createFactorCeremonies } from './keys/factor-ceremonies.ts';
import { createLeaseCalls } from './leases/lease-calls.ts';
import { createMutex } from './mutex.ts';
import { createGivingCalls } from './orders/give-orders.ts';
import { createOrderCalls } from './orders/order-calls.ts';
import { createFileApprovalCalls } from './provisioning/file-approval.ts';
import { createAdministrationCalls } from './provisioning/administration.ts';
import { createPeopleCalls } from './people/people-calls.ts';
import { createProvisioningCalls } from './provisioning/provisioning.ts';
import { createRecordCalls } from './records/records.ts';
import { createRecoveryAdministrationCalls } from './recovery/recovery-administration.ts';
import { createRecoveryCalls } from './recovery/recovery-calls.ts';
import { createRoleCalls } from './roles/role-calls.ts';
import { createReviewKeyCalls } from './review/renew-review-keys.ts';
import { createReviewCalls } from './review/review.ts';
import { programmeView } from './session/programme-view.ts';
import { createKeyCalls } from './rotation/key-calls.ts';
import { startVault } from './session/start.ts';
import { createUnlockCalls } from './session/unlock.ts';
import { readVaultState } from './session/vault-state.ts';
import { recoverStore } from './storage/recover-store.ts';
import { vaultFailure } from './storage/vault-failure.ts';
import { createApiClient } from './sync/api-client.ts';
import { createSyncCalls } from './sync/sync.ts';
import type { VaultApi, VaultEvent } from './vault-api.ts';
import { requireHost, type VaultContext, type VaultDeps } from './vault-context.ts';

/**
 * The vault: every key and all stored data of this laptop. It runs in the worker, and in Node for tests. All calls
 * reject with a FieldsealError.
 */
export function createVault(deps: VaultDeps): VaultApi {
  return createVaultParts(deps).vault;
}

/** The vault and what its parts share, for measurements that look behind the calls. */
export function createVaultParts(deps: VaultDeps): {
  readonly vault: VaultApi;
  readonly context: VaultContext;
} {
  const listeners: ((event: VaultEvent) => void)[] = [];
  const context: VaultContext = {
    deps,
    store: null,
    host: null,
    session: null,
    locks: 0,
    setups: new Map(),
    audit: {
      append: async (event) => context.session?.audit.append(event),
      later: (event) => context.session?.audit.later(event),
    },
    ceremonies: createFactorCeremonies(() => requireHost(context).relyingParty),
    writes: createMutex(),
    api: createApiClient(deps.fetch, deps.now),
    argon2Cost: deps.argon2Cost ?? createCostChooser(),
    emit(event) {
      for (const listener of listeners) listener(event);
    },
  };
  const unlockCalls = createUnlockCalls(context);
  const keys = createKeyCalls(context);
  const vault = guarded(context, {
    async start(host) {
      await context.writes(() => startVault(context, host));
      return readVaultState(context);
    },
    state: () => readVaultState(context),
    subscribe(listener) {
      listeners.push(listener);
      return Promise.resolve();
    },
    programme: () => Promise.resolve(programmeView(context)),
    ...createProvisioningCalls(context),
    ...unlockCalls,
    async unlock(operatorId, passphrase, factor) {
      const session = await unlockCalls.unlock(operatorId, passphrase, factor);
      // Behind the open session: it may take minutes.
      void keys.resume();
      return session;
    },
    ...keys.calls,
    ...createActivityCalls(context),
    ...createServerLogCalls(context),
    ...createDraftCalls(context),
    ...createRecordCalls(context),
    ...createPhotoCalls(context),
    ...createSyncCalls(context),
    ...createCourierCalls(context),
    ...createReviewCalls(context),
    ...createReviewKeyCalls(context),
    ...createAdministrationCalls(context),
    ...createFileApprovalCalls(context),
    ...createPeopleCalls(context),
    ...createRoleCalls(context),
    ...createBackupCalls(context),
    ...createImportCalls(context),
    ...createLeaseCalls(context),
    ...createOrderCalls(context),
    ...createGivingCalls(context),
    ...createFactorCalls(context),
    ...createRecoveryCalls(context),
    ...createRecoveryAdministrationCalls(context),
  });
  return { vault, context };
}

/** Every failure, thrown or rejected, leaves as a rejection with one of our errors; what a database says is translated. */
function guarded(context: VaultContext, api: VaultApi): VaultApi {
  const entries = Object.entries(api) as [string, (...args: unknown[]) => Promise<unknown>][];
  const wrapped = entries.map(([name, call]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      try {
        recoverStore(context.store);
        return await call(...args);
      } catch (error) {
        throw vaultFailure(context, error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as VaultApi;
}
