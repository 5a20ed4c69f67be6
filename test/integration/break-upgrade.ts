import { IDBKeyRange } from 'fake-indexeddb';
import { expect } from 'vitest';
import { openStore } from '../../renderer/vault/database/store.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import { failAtWrite } from './break-writes.ts';

/** Breaks the upgrade of a store off at its first write, and expects that every byte is as it was. */
export async function breakUpgrade(name: string, indexedDB: IDBFactory): Promise<void> {
  const before = await dumpDatabase(name, indexedDB);
  const broken = failAtWrite(1);
  const isRefused = await openStore(name, { indexedDB, IDBKeyRange }).then(
    () => false,
    () => true,
  );
  broken.restore();
  expect(isRefused).toBe(true);
  expect(await dumpDatabase(name, indexedDB)).toBe(before);
}
