import { Dexie, type Table } from 'dexie';
import type {
  BatchRow,
  DraftRow,
  IndexPageRow,
  MetaRow,
  MetaValues,
  OperatorRow,
  RecordRow,
  SlotRow,
} from './rows.ts';
import type { RecoveryCeremonyRow, RecoverySlotRow } from './recovery-rows.ts';
import { checkFormat, FORMAT_VERSION, MIN_READER_VERSION } from './format-check.ts';

/** Table layouts by version; a layout, once released, is never changed. */
const LAYOUTS: readonly Readonly<Record<string, string>>[] = [
  {
    meta: '&key',
    operators: '&operatorId',
    slots: '&id, operatorId',
    drafts: '&id, operatorId',
    records: '&recordId, &savedOrder, [state+savedOrder], nationalIdToken, phoneToken',
    indexPages: '&id',
    batches: '&sequence, [state+sequence]',
  },
  {
    recoverySlots: '&operatorId',
    recoveryCeremonies: '&subjectId, operatorId',
  },
];

/** The IndexedDB implementation to use; tests give one of their own. */
export interface IndexedDbImplementation {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

/** The laptop's one database. Operators are apart by key, so that a record and its index page commit together. */
export class FieldsealStore extends Dexie {
  declare readonly meta: Table<MetaRow, string>;
  declare readonly operators: Table<OperatorRow, string>;
  declare readonly slots: Table<SlotRow, string>;
  declare readonly drafts: Table<DraftRow, string>;
  declare readonly records: Table<RecordRow, string>;
  declare readonly indexPages: Table<IndexPageRow, string>;
  declare readonly batches: Table<BatchRow, number>;
  declare readonly recoverySlots: Table<RecoverySlotRow, string>;
  declare readonly recoveryCeremonies: Table<RecoveryCeremonyRow, string>;

  /** `targetVersion` opens an older layout, for tests of the upgrade. */
  constructor(
    name: string,
    implementation: IndexedDbImplementation,
    targetVersion = LAYOUTS.length,
  ) {
    super(name, { ...implementation, chromeTransactionDurability: 'strict' });
    for (const [index, layout] of LAYOUTS.slice(0, targetVersion).entries()) {
      this.version(index + 1).stores(layout);
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
 * @throws FieldsealError `vault.store-newer`.
 */
export async function openStore(
  name: string,
  implementation: IndexedDbImplementation,
): Promise<FieldsealStore> {
  await checkFormat(name, implementation.indexedDB, LAYOUTS.length);
  const store = new FieldsealStore(name, implementation);
  await store.open();
  if ((await store.read('format'))?.formatVersion !== FORMAT_VERSION) {
    await store.write('format', {
      formatVersion: FORMAT_VERSION,
      minReaderVersion: MIN_READER_VERSION,
    });
  }
  return store;
}
