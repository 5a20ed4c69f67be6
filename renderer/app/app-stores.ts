import type { StoreApi } from 'zustand';
import { createActivityStore, type ActivityState } from '../features/activity/store.ts';
import { createAdminStore, type AdminState } from '../features/admin/store.ts';
import { createBackupStore, type BackupState } from '../features/backup/store.ts';
import { createCourierStore, type CourierState } from '../features/courier/store.ts';
import { createEnrolStore, type EnrolState } from '../features/enrol/store.ts';
import { createFactorsStore, type FactorsState } from '../features/factors/store.ts';
import { createFileRequestStore, type FileRequestState } from '../features/file-requests/store.ts';
import { createHoldersStore, type HoldersState } from '../features/holders/store.ts';
import { createHomeStore, type HomeState } from '../features/home/store.ts';
import { createImportStore, type ImportState } from '../features/import/store.ts';
import { createLeaseStore, type LeaseState } from '../features/leases/store.ts';
import { createLossStore, type LossState } from '../features/loss/store.ts';
import { createKeysStore, type KeysState } from '../features/keys/store.ts';
import { createPhotosStore, type PhotosState } from '../features/photos/store.ts';
import { createOrdersStore, type OrdersState } from '../features/orders/store.ts';
import { createPeopleStore, type PeopleState } from '../features/people/store.ts';
import { createRecordStore, type RecordDetailState } from '../features/record/store.ts';
import { createRecoveryStore, type RecoveryState } from '../features/recovery/store.ts';
import { createRefusedStore, type RefusedState } from '../features/refused/store.ts';
import { createReviewStore, type ReviewState } from '../features/review/store.ts';
import { createRolesStore, type RolesState } from '../features/roles/store.ts';
import { createServerLogStore, type ServerLogState } from '../features/server-log/store.ts';
import { createSessionStore, type SessionState } from '../features/session/store.ts';
import { createSetupStore, type SetupState } from '../features/setup/store.ts';
import { createStorageStore, type StorageState } from '../features/storage/store.ts';
import { createSyncStore, type SyncState } from '../features/sync/store.ts';
import { createLaptopOrderStore, type LaptopOrderState } from '../features/unlock/order-store.ts';
import { createRenewalStore, type RenewalState } from '../features/unlock/renewal-store.ts';
import { createUnlockStore, type UnlockState } from '../features/unlock/store.ts';
import type { Shell } from '../shell/shell.ts';
import type { VaultApi } from '../vault/vault-api.ts';
import { createNoticeStore, type NoticeState } from './notice-store.ts';
import { createRouter, type RouterState } from './router.ts';

/** One store per feature; none knows another. */
export interface AppStores {
  readonly router: StoreApi<RouterState>;
  readonly notices: StoreApi<NoticeState>;
  readonly session: StoreApi<SessionState>;
  readonly setup: StoreApi<SetupState>;
  readonly unlock: StoreApi<UnlockState>;
  readonly home: StoreApi<HomeState>;
  readonly enrol: StoreApi<EnrolState>;
  readonly record: StoreApi<RecordDetailState>;
  readonly photos: StoreApi<PhotosState>;
  readonly sync: StoreApi<SyncState>;
  readonly courier: StoreApi<CourierState>;
  readonly refused: StoreApi<RefusedState>;
  readonly review: StoreApi<ReviewState>;
  readonly admin: StoreApi<AdminState>;
  readonly fileRequests: StoreApi<FileRequestState>;
  readonly factors: StoreApi<FactorsState>;
  readonly recovery: StoreApi<RecoveryState>;
  readonly holders: StoreApi<HoldersState>;
  readonly backup: StoreApi<BackupState>;
  readonly import: StoreApi<ImportState>;
  readonly leases: StoreApi<LeaseState>;
  readonly loss: StoreApi<LossState>;
  readonly orders: StoreApi<OrdersState>;
  readonly laptopOrder: StoreApi<LaptopOrderState>;
  readonly people: StoreApi<PeopleState>;
  readonly roles: StoreApi<RolesState>;
  readonly renewal: StoreApi<RenewalState>;
  readonly storage: StoreApi<StorageState>;
  readonly keys: StoreApi<KeysState>;
  readonly activity: StoreApi<ActivityState>;
  readonly serverLog: StoreApi<ServerLogState>;
}

/** Makes all stores over one vault and host. */
export function createAppStores(vault: VaultApi, shell: Shell): AppStores {
  return {
    router: createRouter(),
    notices: createNoticeStore(),
    session: createSessionStore(vault, shell),
    setup: createSetupStore(vault, shell),
    unlock: createUnlockStore(vault, shell),
    home: createHomeStore(vault),
    enrol: createEnrolStore(vault),
    record: createRecordStore(vault),
    photos: createPhotosStore(vault),
    sync: createSyncStore(vault),
    courier: createCourierStore(vault, shell),
    refused: createRefusedStore(vault),
    review: createReviewStore(vault),
    admin: createAdminStore(vault),
    fileRequests: createFileRequestStore(vault, shell),
    factors: createFactorsStore(vault, shell),
    recovery: createRecoveryStore(vault, shell),
    holders: createHoldersStore(vault, shell),
    backup: createBackupStore(vault, shell),
    import: createImportStore(vault),
    leases: createLeaseStore(vault, shell),
    loss: createLossStore(vault),
    orders: createOrdersStore(vault, shell),
    laptopOrder: createLaptopOrderStore(vault, shell),
    people: createPeopleStore(vault, shell),
    roles: createRolesStore(vault),
    renewal: createRenewalStore(vault),
    storage: createStorageStore(shell),
    keys: createKeysStore(vault),
    activity: createActivityStore(vault, shell),
    serverLog: createServerLogStore(vault, shell),
  };
}

/** Features that may hold decrypted data or what an operator typed; `clear` empties each. */
export const SENSITIVE_FEATURES = [
  'session',
  'setup',
  'unlock',
  'home',
  'enrol',
  'record',
  'photos',
  'sync',
  'courier',
  'refused',
  'review',
  'admin',
  'fileRequests',
  'factors',
  'recovery',
  'holders',
  'backup',
  'import',
  'leases',
  'loss',
  'orders',
  'laptopOrder',
  'people',
  'roles',
  'renewal',
  'keys',
  'activity',
  'serverLog',
  'notices',
] as const satisfies readonly (keyof AppStores)[];

/** Empties every store that may hold decrypted data; the place to come back to stays with the router. */
export function clearStores(stores: AppStores): void {
  for (const feature of SENSITIVE_FEATURES) stores[feature].getState().clear();
}
