import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { readBatch } from '../../../shared/sync/batch-file.ts';
import { readReceipt, type BatchReceipt } from '../../../shared/sync/receipt-file.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { countMoves, NEVER_SYNCED, type StateMove } from '../database/counts.ts';
import { applyAttachmentVerdicts } from '../attachments/apply-verdicts.ts';
import { attachmentTables } from '../attachments/store-attachments.ts';
import type { BatchRow, ItemRow, RecordRow } from '../database/rows.ts';
import { noteServerTime, requireStore, type VaultContext } from '../vault-context.ts';
import type { SyncTarget } from './sync-target.ts';

/** What a receipt said, in numbers: of records by verdict, and of photos. */
export interface ReceiptCounts {
  readonly accepted: number;
  readonly alreadyHeld: number;
  readonly refused: number;
  /** Photos that the server holds now. */
  readonly photos: number;
  /** Photos that wait again or were refused. */
  readonly photosLeft: number;
}

/** A receipt that was applied. */
export interface AppliedReceipt extends ReceiptCounts {
  /** Hashes of attachments that came before their records, and wait. */
  readonly postponed: readonly string[];
}

/**
 * Applies the receipt of a batch in one transaction. Only here, by the server's verified signature over this very
 * batch, does the laptop drop a record's key, or a photo.
 * @throws FieldsealError `sync.receipt-tampered`, `sync.receipt-not-ours`. Nothing is changed then.
 */
export async function applyReceipt(
  context: VaultContext,
  target: SyncTarget,
  batch: BatchRow,
  bytes: Bytes,
): Promise<AppliedReceipt> {
  const receipt = await readReceipt(bytes, target.serverKey);
  const { records, attachments } = await checkIsOurs(target, batch, receipt);
  const store = requireStore(context);
  const tables = [
    store.meta,
    store.records,
    store.items,
    ...attachmentTables(store),
    store.batches,
    store.operators,
  ];
  let postponed: readonly string[] = [];
  await store.transaction('rw', tables, async () => {
    const current = await store.batches.get(batch.sequence);
    // Another window may have built it again under the same number.
    if (current?.state !== 'waiting' || current.batchHash !== batch.batchHash) return;
    const rows = await store.records.bulkGet(records.map((item) => item.recordId));
    const moves: StateMove[] = [];
    const changed: RecordRow[] = [];
    const replaced: ItemRow[] = [];
    for (const [index, item] of records.entries()) {
      const row = rows[index];
      // A refused version may have been corrected under the same number: the hash says which one it is.
      if (row?.state !== 'in-batch' || row.itemHash !== item.hash) continue;
      const { row: next, item: heldItem } = afterVerdict(row, item);
      changed.push(next);
      if (heldItem !== null) replaced.push({ recordId: row.recordId, item: heldItem });
      moves.push({ operatorId: row.operatorId, from: row.state, to: next.state });
    }
    postponed = await applyAttachmentVerdicts(store, attachments);
    await store.records.bulkPut(changed);
    await store.items.bulkPut(replaced);
    await countMoves(store, moves);
    await store.batches.put({ ...current, state: 'received', bytes: null });
    const sync = (await store.read('sync')) ?? NEVER_SYNCED;
    const heldElsewhere = changed.filter(
      ({ viewKey, state }) => state === 'received' && viewKey !== null,
    );
    noteServerTime(context, receipt.serverTime);
    await store.write('sync', {
      ...sync,
      // Receipts from a stick come in any order.
      lastServerTime: later(sync.lastServerTime, receipt.serverTime),
      // What an earlier laptop had delivered may have been decided on long ago.
      decisionCursor: heldElsewhere.length === 0 ? sync.decisionCursor : 0,
      heldElsewhere: [
        ...(sync.heldElsewhere ?? []),
        ...heldElsewhere.map(({ recordId }) => recordId),
      ],
    });
  });
  // What a receipt seals must not open by a secret that is still in memory.
  context.session?.programme?.sender.drop();
  const count = (verdict: string): number =>
    records.filter((item) => item.verdict === verdict).length;
  const photosLeft = attachments.filter((item) => item.verdict === 'refused').length;
  return {
    accepted: count('accepted'),
    alreadyHeld: count('already-held'),
    refused: count('refused'),
    photos: attachments.length - photosLeft,
    photosLeft,
    postponed,
  };
}

type ReceiptItems = BatchReceipt['items'];

function later(known: string | null, heard: string): string {
  return known !== null && Date.parse(known) > Date.parse(heard) ? known : heard;
}

/**
 * The record after its verdict, and the item that takes the place of its own, or null. A restored one may be at the
 * server already as an earlier laptop sealed it, and decisions will be about that item. Only then does its key stay,
 * until those have come.
 */
function afterVerdict(
  row: RecordRow,
  verdict: BatchReceipt['items'][number],
): { readonly row: RecordRow; readonly item: Bytes | null } {
  if (verdict.verdict === 'refused') {
    return { row: { ...row, state: 'refused', refusal: verdict.code }, item: null };
  }
  const { originals = [], ...own } = row;
  const received: RecordRow = { ...own, state: 'received', refusal: null };
  const held = originals.find((original) => original.itemHash === verdict.heldHash);
  if (held === undefined) return { row: { ...received, viewKey: null }, item: null };
  const { item, itemHash, viewKey } = held;
  return { row: { ...received, itemHash, viewKey }, item };
}

/** The receipt must name this device and batch, and exactly the items of its manifest. Answers them by kind. */
async function checkIsOurs(
  target: SyncTarget,
  batch: BatchRow,
  receipt: BatchReceipt,
): Promise<{ readonly records: ReceiptItems; readonly attachments: ReceiptItems }> {
  const { manifest } = await readBatch(batch.bytes ?? new Uint8Array(0), (kid) =>
    kid === target.deviceKey.kid ? target.deviceKey.publicKey : undefined,
  );
  const sameItems =
    receipt.items.length === manifest.items.length &&
    manifest.items.every((entry) =>
      receipt.items.some(
        (item) =>
          item.recordId === entry.recordId &&
          item.version === entry.version &&
          item.hash === entry.hash,
      ),
    );
  const ours =
    receipt.programmeId === target.pack.id &&
    receipt.deviceId === target.deviceKey.kid &&
    receipt.sequence === batch.sequence &&
    receipt.batchHash === batch.batchHash &&
    sameItems;
  if (!ours) throw new FieldsealError('sync.receipt-not-ours', { sequence: batch.sequence });
  const attached = new Set(
    manifest.items.filter(({ kind }) => kind === 'attachment').map(({ hash }) => hash),
  );
  return {
    records: receipt.items.filter(({ hash }) => !attached.has(hash)),
    attachments: receipt.items.filter(({ hash }) => attached.has(hash)),
  };
}
