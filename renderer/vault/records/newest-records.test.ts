import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import type { RecordRow } from '../database/rows.ts';
import { openStore } from '../database/store.ts';
import { newestRecords } from './newest-records.ts';

function rowAt(savedOrder: number): RecordRow {
  return {
    recordId: `record-${String(savedOrder)}`,
    version: 1,
    operatorId: 'op-1',
    areaId: 'nahr',
    savedOrder,
    savedAt: '2026-03-01T08:00:00.000Z',
    registrationNumber: String(savedOrder),
    state: 'saved',
    refusal: null,
    itemHash: '',
    viewKey: null,
    returned: null,
  };
}

describe('the newest records before a place', () => {
  test('are those that a walk backwards meets first, however many places corrections left empty', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5000 })),
        ),
        fc.oneof(fc.integer({ min: 0, max: 14 }), fc.constant(Number.MAX_SAFE_INTEGER)),
        fc.integer({ min: 1, max: 6 }),
        async (places, before, count) => {
          const store = await openStore('newest', { indexedDB: new IDBFactory(), IDBKeyRange });
          await store.records.bulkAdd(places.map(rowAt));
          const found = await newestRecords(store.records, before, count);
          store.close();
          expect(found.map((row) => row.savedOrder)).toEqual(
            places
              .filter((place) => place < before)
              .sort((a, b) => b - a)
              .slice(0, count),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});
