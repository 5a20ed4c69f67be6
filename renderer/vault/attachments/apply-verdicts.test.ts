import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import type { ReceiptItem } from '../../../shared/sync/receipt-file.ts';
import { openStore } from '../database/store.ts';
import { applyAttachmentVerdicts } from './apply-verdicts.ts';
import type { RecordRow } from '../database/rows.ts';
import type { AttachmentRow } from './attachment-rows.ts';
import { attachmentTables, putAttachments } from './store-attachments.ts';

const OUTCOMES = [
  'accepted',
  'already-held',
  'sync.attachment-without-record',
  'sync.item-malformed',
  'not-in-it',
] as const;
type Outcome = (typeof OUTCOMES)[number];

const STATES = ['saved', 'in-batch', 'refused'] as const;

function rowOf(at: number, state: AttachmentRow['state']): AttachmentRow {
  return {
    hash: `hash-${String(at)}`,
    // Two photos of one record stand for themselves.
    recordId: `record-${String(Math.floor(at / 2))}`,
    version: 1,
    operatorId: 'operator',
    areaId: 'area',
    registrationNumber: 'K7QD-000001',
    savedOrder: at,
    savedAt: '2026-11-25T08:00:00.000Z',
    size: 3,
    itemHash: `item-${String(at)}`,
    state,
    refusal: null,
  };
}

function verdictOf({ recordId, itemHash }: AttachmentRow, outcome: Outcome): ReceiptItem[] {
  const head = { recordId, version: 1, hash: itemHash };
  if (outcome === 'not-in-it') return [];
  if (outcome === 'accepted' || outcome === 'already-held') return [{ ...head, verdict: outcome }];
  return [{ ...head, verdict: 'refused', code: outcome }];
}

test('what a receipt says is held is kept until its record is approved, and goes then, bytes and all; everything else waits', async () => {
  const photo = fc.record({
    state: fc.constantFrom(...STATES),
    outcome: fc.constantFrom(...OUTCOMES),
    record: fc.constantFrom('received', 'returned', 'approved', null),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(photo, { maxLength: 8 }), async (photos) => {
      const store = await openStore('fieldseal', { indexedDB: new IDBFactory(), IDBKeyRange });
      const rows = photos.map(({ state }, at) => rowOf(at, state));
      const item = Uint8Array.of(1, 2, 3);
      const verdicts = rows.flatMap((row, at) => verdictOf(row, photos[at]?.outcome ?? 'accepted'));
      const stateOf = (at: number) => photos[at - (at % 2)]?.record ?? null;
      // Of a record nothing is looked at but its state.
      const records = rows.flatMap((row, at) =>
        stateOf(at) === null ? [] : [{ ...row, state: stateOf(at) } as unknown as RecordRow],
      );
      const tables = [store.records, ...attachmentTables(store)];
      const postponed = await store.transaction('rw', tables, async () => {
        await store.records.bulkPut(records);
        await putAttachments(
          store,
          rows.map((row) => ({ row, item: { hash: row.hash, item } })),
        );
        return applyAttachmentVerdicts(store, verdicts);
      });
      const expected = photos.map(({ state, outcome }, at) => {
        if (state !== 'in-batch' || outcome === 'not-in-it') return state;
        if (outcome === 'sync.attachment-without-record') return 'saved';
        if (outcome === 'sync.item-malformed') return 'refused';
        return [null, 'approved'].includes(stateOf(at)) ? undefined : 'received';
      });
      const left = await store.attachments.bulkGet(rows.map(({ hash }) => hash));
      const bytes = await store.attachmentItems.bulkGet(rows.map(({ hash }) => hash));
      expect(left.map((row) => row?.state)).toEqual(expected);
      expect(bytes.map((row) => row !== undefined)).toEqual(left.map((row) => row !== undefined));
      const waits = photos.map(
        ({ state, outcome }) =>
          state === 'in-batch' && outcome === 'sync.attachment-without-record',
      );
      expect([...postponed].sort()).toEqual(
        rows.filter((_row, at) => waits[at]).map(({ hash }) => hash),
      );
      store.close();
    }),
    { numRuns: 60 },
  );
});
