import { Dexie } from 'dexie';
import type { BatchRow } from '../database/rows.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { countAttachments } from '../attachments/count-attachments.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { AppliedReceipt, ReceiptCounts } from './apply-receipt.ts';
import { overcomeRefusal, type RefusalMemory } from './overcome-refusal.ts';
import { prepareAttachments } from './prepare-attachments.ts';
import { prepareBatches } from './prepare-batches.ts';
import { sendOne } from './send-one.ts';
import type { StopRequest } from './stop-request.ts';
import type { SyncTarget } from './sync-target.ts';

/** What sending all waiting batches came to. */
export interface SendCounts extends ReceiptCounts {
  readonly batches: number;
  readonly bytesSent: number;
}

interface SendRun {
  /** Of any clock that only goes forward, milliseconds. */
  readonly began: number;
  readonly stop: StopRequest;
  readonly memory: RefusalMemory;
  total: SendCounts;
  recordsSent: number;
  photosSent: number;
}

/** A batch that was refused whole, and why. */
interface RefusedBatch {
  readonly batch: BatchRow;
  readonly refusal: FieldsealError;
}

/**
 * Puts all saved records into batches, sends what waits in order and applies each receipt; then photos, one small batch
 * at a time, so that records which are saved meanwhile go before the next photos. A retry sends the same
 * bytes, so that a batch whose receipt was lost is answered with that receipt again. A batch that is refused whole
 * is mended where that is possible.
 * @throws FieldsealError what refused or stopped it. Everything waits for the next run then.
 */
export async function sendBatches(
  context: VaultContext,
  target: SyncTarget,
  stop: StopRequest,
): Promise<SendCounts> {
  const most = target.pack.policy.batchMaxItems;
  const run: SendRun = {
    began: performance.now(),
    stop,
    memory: { rebuilds: 0, refusedInARow: 0, postponed: new Set() },
    total: {
      batches: 0,
      bytesSent: 0,
      accepted: 0,
      alreadyHeld: 0,
      refused: 0,
      photos: 0,
      photosLeft: 0,
    },
    recordsSent: 0,
    photosSent: 0,
  };
  let items = most;
  for (;;) {
    // While a record at fault is looked for, one batch at a time; after each that passes, larger again.
    const searching = items < most;
    await prepareBatches(context, target, { items, batches: searching ? 1 : Infinity });
    const before = run.total.batches;
    const refused = await sendWaiting(context, target, run);
    if (stop.isStopped) return run.total;
    if (refused !== null) {
      items = await overcomeRefusal(context, run.memory, refused.batch, refused.refusal, items);
    } else if (!searching || run.total.batches === before) {
      if (!(await prepareMore(context, target, items, run))) return run.total;
    } else {
      items = Math.min(items * 2, most);
    }
  }
}

/** One more batch: of records that were saved meanwhile, and only without any of photos. False when nothing is left. */
async function prepareMore(
  context: VaultContext,
  target: SyncTarget,
  items: number,
  { memory }: SendRun,
): Promise<boolean> {
  const limits = { items, batches: 1 };
  const made =
    (await prepareBatches(context, target, limits)) ||
    (await prepareAttachments(context, target, limits, memory.postponed));
  return made > 0;
}

/** Sends until nothing waits, or until a batch does not go through, which is answered with the reason. */
async function sendWaiting(
  context: VaultContext,
  target: SyncTarget,
  run: SendRun,
): Promise<RefusedBatch | null> {
  const store = requireStore(context);
  const sequences = await store.batches
    .where('[state+sequence]')
    .between(['waiting', Dexie.minKey], ['waiting', Dexie.maxKey])
    .primaryKeys();
  const waiting = await sizeOf(context, sequences);
  const photos = await countAttachments(store);
  const recordsTotal = run.recordsSent + waiting.records;
  const photosTotal = run.photosSent + photos.saved.count + photos.inBatch.count;
  const bytesTotal = run.total.bytesSent + waiting.bytes + photos.saved.bytes;
  function progress(ofBatch = 0): void {
    const bytesSent = run.total.bytesSent + ofBatch;
    const perMs = bytesSent / (performance.now() - run.began);
    const secondsLeft = perMs > 0 ? Math.ceil((bytesTotal - bytesSent) / perMs / 1000) : null;
    context.emit({
      type: 'sync-progress',
      progress: {
        phase: run.recordsSent < recordsTotal || photosTotal === 0 ? 'sending' : 'photos',
        recordsSent: run.recordsSent,
        recordsTotal,
        photosSent: run.photosSent,
        photosTotal,
        bytesSent,
        bytesTotal,
        secondsLeft,
      },
    });
  }
  progress();
  for (const sequence of sequences) {
    if (run.stop.isStopped) break;
    const batch = await store.batches.get(sequence);
    if (batch?.state !== 'waiting') continue;
    let counts: AppliedReceipt | null;
    try {
      counts = await sendOne(context, target, batch, run.stop, (sent) => {
        progress(sent);
      });
    } catch (error) {
      if (error instanceof FieldsealError) return { batch, refusal: error };
      throw error;
    }
    if (counts === null) break;
    run.memory.refusedInARow = 0;
    run.recordsSent += batch.records;
    run.photosSent += batch.attachments ?? 0;
    for (const hash of counts.postponed) run.memory.postponed.add(hash);
    run.total = {
      batches: run.total.batches + 1,
      bytesSent: run.total.bytesSent + batch.size,
      accepted: run.total.accepted + counts.accepted,
      alreadyHeld: run.total.alreadyHeld + counts.alreadyHeld,
      refused: run.total.refused + counts.refused,
      photos: run.total.photos + counts.photos,
      photosLeft: run.total.photosLeft + counts.photosLeft,
    };
    progress();
  }
  if (sequences.length > 0) context.emit({ type: 'records-changed' });
  return null;
}

async function sizeOf(
  context: VaultContext,
  sequences: readonly number[],
): Promise<{ readonly records: number; readonly bytes: number }> {
  let [records, bytes] = [0, 0];
  for (const sequence of sequences) {
    const batch = await requireStore(context).batches.get(sequence);
    records += batch?.records ?? 0;
    bytes += batch?.size ?? 0;
  }
  return { records, bytes };
}
