import { Dexie, type Table } from 'dexie';
import type {
  BatchRow,
  DraftRow,
  IndexPageRow,
  ItemRow,
  MetaRow,
  MetaValues,
  OperatorRow,
  RecordRow,
  SlotRow,
} from './rows.ts';
import type { AttachmentItemRow, AttachmentRow } from '../attachments/attachment-rows.ts';
import type { AuditRow } from '../audit/audit-rows.ts';
import type { BackupRow, RestoreRow } from '../backup/backup-rows.ts';
import type { RecoveryCeremonyRow, RecoverySlotRow } from './recovery-rows.ts';
import type { CarriedBytesRow, CarriedRow } from '../courier/carried-rows.ts';
import type { DataKeyRow } from '../keys/data-key-rows.ts';
import type { JobRow } from '../rotation/job-rows.ts';
import type { IntakeRow } from '../intake/intake-rows.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { DiskRoom } from '../storage/disk-room.ts';
import { guardWrites } from '../storage/guard-writes.ts';
import { checkFormat, FORMAT_VERSION, MIN_READER_VERSION } from './format-check.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import { upgradeBytes } from './upgrade-room.ts';

/** The IndexedDB implementation to use; tests give one of their own. */
export interface IndexedDbImplementation {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
  /** Asked before every write; every disk has room when absent. */
  readonly room?: DiskRoom | undefined;
}

/** The laptop's one database. Operators are apart by key, so that a record and its index page commit together. */
export class FieldsealStore extends Dexie {
  declare readonly meta: Table<MetaRow, string>;
  declare readonly operators: Table<OperatorRow, string>;
  declare readonly slots: Table<SlotRow, string>;
  declare readonly drafts: Table<DraftRow, string>;
  declare readonly records: Table<RecordRow, string>;
  declare readonly items: Table<ItemRow, string>;
  declare readonly attachments: Table<AttachmentRow, string>;
  declare readonly attachmentItems: Table<AttachmentItemRow, string>;
  declare readonly indexPages: Table<IndexPageRow, string>;
  declare readonly intake: Table<IntakeRow, string>;
  declare readonly batches: Table<BatchRow, number>;
  declare readonly carried: Table<CarriedRow, string>;
  declare readonly carriedBytes: Table<CarriedBytesRow, string>;
  declare readonly recoverySlots: Table<RecoverySlotRow, string>;
  declare readonly recoveryCeremonies: Table<RecoveryCeremonyRow, string>;
  declare readonly audit: Table<AuditRow, [operatorId: string, sequence: number]>;
  declare readonly dataKeys: Table<
    DataKeyRow,
    [operatorId: string, purpose: string, keyId: string]
  >;
  declare readonly jobs: Table<JobRow, [operatorId: string, kind: string]>;
  declare readonly backups: Table<BackupRow, string>;
  declare readonly restores: Table<RestoreRow, string>;

  /** `targetVersion` opens an older layout, for tests of the upgrade. */
  constructor(
    name: string,
    implementation: IndexedDbImplementation,
    targetVersion = MIGRATIONS.length,
  ) {
    const { indexedDB, IDBKeyRange: keyRange, room } = implementation;
    super(name, { indexedDB, IDBKeyRange: keyRange, chromeTransactionDurability: 'strict' });
    if (room !== undefined) guardWrites(this, room);
    for (const { version, layout, upgrade } of MIGRATIONS.slice(0, targetVersion)) {
      const step = this.version(version).stores({ ...layout });
      if (upgrade !== undefined) step.upgrade((transaction) => upgrade(transaction));
    }
  }

  /** The value kept under `key`, or undefined. */
  async read<K extends keyof MetaValues>(key: K): Promise<MetaValues[K] | undefined> {
    const row = await this.meta.get(key);
    return row?.value as MetaValues[K] | undefined;
  }

  /** Keeps `value` under `key`. */
  async write<K extends keyof MetaValues>(key: K, value: MetaValues[K]): Promise<void> {
    await this.meta.put({ key, value });
  }
}

/**
 * Opens the store; a newer one is left untouched.
 * @throws FieldsealError `vault.store-newer`, `vault.store-unavailable`, `vault.storage-full`.
 */
export async function openStore(
  name: string,
  implementation: IndexedDbImplementation,
): Promise<FieldsealStore> {
  // Opening writes too: on a full disk not even that may be begun.
  const { indexedDB: factory, room } = implementation;
  await room?.ready;
  if (room?.hasRoom() === false) throw storageFull();
  await checkFormat(name, factory, MIGRATIONS.length);
  const needed = await upgradeBytes(name, factory, MIGRATIONS);
  if (needed > 0 && room?.hasRoom(needed) === false) throw storageFull();
  const store = new FieldsealStore(name, implementation);
  await store.open();
  if ((await store.read('format')) === undefined) {
    await store.write('format', {
      formatVersion: FORMAT_VERSION,
      minReaderVersion: MIN_READER_VERSION,
    });
  }
  return store;
}

function storageFull(): FieldsealError {
  return new FieldsealError('vault.storage-full', { part: 'database' });
}
