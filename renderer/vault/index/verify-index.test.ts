import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RecordRow } from '../database/rows.ts';
import { openStore, type FieldsealStore } from '../database/store.ts';
import type { OpenSession } from '../vault-context.ts';
import { createMemoryIndex, type MemoryIndex } from './memory-index.ts';
import type { RepairTools } from './repair-index.ts';
import { verifyIndex } from './verify-index.ts';

let store: FieldsealStore;
let index: MemoryIndex;
beforeEach(async () => {
  store = await openStore('verify', { indexedDB: new IDBFactory(), IDBKeyRange });
  index = createMemoryIndex();
});

function idOf(count: number): string {
  return `0b9c1f0e-0000-4000-8000-${String(count).padStart(12, '0')}`;
}

/** A record whose key this operator does not hold. */
async function addRecord(count: number, version: number, indexed: number | null): Promise<void> {
  const row: RecordRow = {
    recordId: idOf(count),
    version,
    operatorId: 'another',
    areaId: 'area',
    savedOrder: count,
    savedAt: '2026-01-01T00:00:00.000Z',
    registrationNumber: String(count),
    state: 'received',
    refusal: null,
    itemHash: '',
    viewKey: null,
    returned: null,
  };
  await store.records.add(row);
  if (indexed === null) return;
  index.add({ recordId: row.recordId, version: indexed, sealed: { name: [count] }, clk: null });
}

function verify(isOver = () => false): Promise<number | null> {
  const session = { operator: { operatorId: 'operator' } } as unknown as OpenSession;
  return verifyIndex(store, session, { index } as unknown as RepairTools, isOver);
}

describe('comparing records with the index', () => {
  test('all in their version: none is out of reach, over several batches', async () => {
    for (let count = 0; count < 450; count++) await addRecord(count, 2, 2);
    expect(await verify()).toBe(0);
  });

  test('a record that is missing, or indexed in another version, is counted', async () => {
    for (let count = 0; count < 250; count++) await addRecord(count, 1, 1);
    await addRecord(300, 1, null);
    await addRecord(301, 2, 1);
    expect(await verify()).toBe(2);
  });

  test('ends when it is told to', async () => {
    for (let count = 0; count < 250; count++) await addRecord(count, 1, 1);
    let asked = 0;
    expect(await verify(() => ++asked > 1)).toBeNull();
  });
});
