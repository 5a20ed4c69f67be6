import { Dexie } from 'dexie';
import { sha256 } from '../../../shared/crypto/index.ts';
import { toHex } from '../../../shared/encoding/bytes.ts';
import type { AttachmentRow, WholeAttachment } from '../attachments/attachment-rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { commitBatch } from './commit-batch.ts';
import type { BatchLimits } from './prepare-batches.ts';
import type { SyncTarget } from './sync-target.ts';

/** Photos of one batch: few, so that records which are saved meanwhile never wait long behind them. */
const MOST_ITEMS = 8;
const MOST_BYTES = 512 * 1024;

/** Rows that are looked at in one go. */
const ROWS_AT_ONCE = 64;

/**
 * Puts attachments into batches, oldest first, behind all batches that were made before. Only those whose record went
 * ahead: the server takes none without it. `postponed` are left for another time. Answers how many batches were made.
 */
export async function prepareAttachments(
  context: VaultContext,
  target: SyncTarget,
  limits: BatchLimits,
  postponed: ReadonlySet<string> = new Set(),
): Promise<number> {
  for (let batches = 0; batches < limits.batches; batches++) {
    if (!(await context.writes(() => prepareOne(context, target, limits.items, postponed)))) {
      return batches;
    }
    context.emit({ type: 'records-changed' });
  }
  return limits.batches;
}

async function prepareOne(
  context: VaultContext,
  target: SyncTarget,
  most: number,
  postponed: ReadonlySet<string>,
): Promise<boolean> {
  const store = requireStore(context);
  const attachments = await nextAttachments(store, Math.min(most, MOST_ITEMS), postponed);
  if (attachments.length === 0) return false;
  await commitBatch(context, target, {
    items: attachments.map(({ row, item }) => ({
      bytes: item.item,
      entry: {
        kind: 'attachment',
        recordId: row.recordId,
        version: row.version,
        areaId: row.areaId,
      },
    })),
    operatorIds: attachments.map(({ row }) => row.operatorId),
    tables: [store.attachments],
    async mark(sequence) {
      await store.attachments.bulkUpdate(
        attachments.map(({ row }) => ({
          key: row.hash,
          changes: { state: 'in-batch', batchSequence: sequence },
        })),
      );
    },
  });
  return true;
}

/** The attachments that go next. One whose bytes were damaged on this laptop is set aside. */
async function nextAttachments(
  store: FieldsealStore,
  most: number,
  postponed: ReadonlySet<string>,
): Promise<readonly WholeAttachment[]> {
  const chosen: WholeAttachment[] = [];
  let bytes = 0;
  for (let start = 0; ; start += ROWS_AT_ONCE) {
    const rows = await store.attachments
      .where('[state+savedOrder]')
      .between(['saved', Dexie.minKey], ['saved', Dexie.maxKey])
      .offset(start)
      .limit(ROWS_AT_ONCE)
      .toArray();
    const ready = await withRecordAhead(store, rows);
    for (const row of ready.filter(({ hash }) => !postponed.has(hash))) {
      bytes += row.size;
      if (chosen.length > 0 && bytes > MOST_BYTES) return chosen;
      const item = await store.attachmentItems.get(row.hash);
      if (item === undefined || toHex(sha256(item.item)) !== row.itemHash) {
        await setAside(store, row);
        bytes -= row.size;
        continue;
      }
      chosen.push({ row, item });
      if (chosen.length === most) return chosen;
    }
    if (rows.length < ROWS_AT_ONCE) return chosen;
  }
}

/** Without those whose record still waits or was refused; of one that is not here the server knows more. */
async function withRecordAhead(
  store: FieldsealStore,
  rows: readonly AttachmentRow[],
): Promise<readonly AttachmentRow[]> {
  const records = await store.records.bulkGet(rows.map(({ recordId }) => recordId));
  return rows.filter((_row, at) => {
    const state = records[at]?.state;
    return state !== 'saved' && state !== 'refused';
  });
}

async function setAside(store: FieldsealStore, { hash, itemHash }: AttachmentRow): Promise<void> {
  await store.transaction('rw', store.attachments, async () => {
    const current = await store.attachments.get(hash);
    if (current?.state !== 'saved' || current.itemHash !== itemHash) return;
    await store.attachments.update(hash, { state: 'refused', refusal: 'sync.item-malformed' });
  });
}
