import { sha256 } from '../../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { Dexie, type Collection } from 'dexie';
import type { BatchRow } from '../database/rows.ts';
import type { HandOverBatch, HandOverPlan } from '../courier-api.ts';
import { fileIntakeOfSession } from '../intake/file-intake.ts';
import { prepareAttachments } from '../sync/prepare-attachments.ts';
import { prepareBatches } from '../sync/prepare-batches.ts';
import { resumeAt } from '../sync/resume-sending.ts';
import { syncTarget } from '../sync/sync-target.ts';
import { calendarDay, requireStore, type VaultContext } from '../vault-context.ts';

/** Bytes of batches in one file: a host saves no larger one. */
const MOST_BYTES = 250 * 1024 * 1024;
/** Pages of an import that one call makes ready for delivery. */
const FILED_AT_ONCE = 5;
/** Batches that one call makes, so that whoever asks can show how far it is, and stop. */
const MADE_AT_ONCE = 20;

/** @throws FieldsealError as `syncTarget`. */
export async function planHandOver(context: VaultContext): Promise<HandOverPlan> {
  const target = await syncTarget(context);
  const isFiling = await fileSome(context);
  const items = target.pack.policy.batchMaxItems;
  await prepareBatches(context, target, { items, batches: MADE_AT_ONCE });
  const store = requireStore(context);
  const unmade = await store.records
    .where('[state+savedOrder]')
    .between(['saved', Dexie.minKey], ['saved', Dexie.maxKey])
    .limit(1)
    .count();
  // Photos go behind all registrations, on a stick as over the network.
  const isOrdered = unmade === 0 && !isFiling;
  const limits = { items, batches: MADE_AT_ONCE };
  const made = isOrdered ? await prepareAttachments(context, target, limits) : 0;
  const { deviceCode } = (await store.read('programme')) ?? { deviceCode: '' };
  const { batches, left } = await chooseBatches(context);
  const numbers = `${String(batches[0]?.sequence ?? 0)}-${String(batches.at(-1)?.sequence ?? 0)}`;
  const day = calendarDay(context.deps.now());
  return {
    isReady: isOrdered && made < MADE_AT_ONCE,
    batches,
    left,
    // Two files of a day must not take each other's place on the stick.
    fileName: `fieldseal-${deviceCode}-${day}-${numbers}.fsbatches`,
  };
}

/** Makes some of what an import left ready for delivery; true while more can be. What can't be holds up nothing else. */
async function fileSome(context: VaultContext): Promise<boolean> {
  const operatorId = context.session?.operator.operatorId;
  if (operatorId === undefined) return false;
  const countPages = (): PromiseLike<number> =>
    requireStore(context).intake.where({ operatorId }).count();
  const before = await countPages();
  let looked = 0;
  const isStopped = (): boolean => looked++ >= FILED_AT_ONCE;
  await fileIntakeOfSession(context, { isStopped }).catch(() => undefined);
  const left = await countPages();
  return left > 0 && left < before;
}

/** As many as fit into one file: those that were never handed over first, then those whose turn was longest ago. */
async function chooseBatches(
  context: VaultContext,
): Promise<Pick<HandOverPlan, 'batches' | 'left'>> {
  const waiting: (HandOverBatch & { readonly handedOverAt: string })[] = [];
  await waitingBatches(context).each(
    ({ sequence, batchHash, records, attachments: photos = 0, size, handedOverAt = '' }) => {
      waiting.push({ sequence, batchHash, records, photos, bytes: size, handedOverAt });
    },
  );
  // Stable: within one turn they stay in the order of their numbers.
  waiting.sort((a, b) =>
    a.handedOverAt < b.handedOverAt ? -1 : +(a.handedOverAt > b.handedOverAt),
  );
  let bytes = 0;
  const tooMany = waiting.findIndex((batch, at) => {
    bytes += batch.bytes;
    return at > 0 && bytes > MOST_BYTES;
  });
  const chosen = tooMany === -1 ? waiting : waiting.slice(0, tooMany);
  return {
    batches: chosen
      .map(({ handedOverAt: _at, ...batch }) => batch)
      .sort((a, b) => a.sequence - b.sequence),
    left: waiting
      .slice(chosen.length)
      .reduce((sum, { records, photos }) => sum + records + photos, 0),
  };
}

/**
 * The bytes of a batch, or null. Where it was damaged on this laptop, those that wait are taken apart, to be made anew by
 * the next plan.
 */
export async function handOverBatch(
  context: VaultContext,
  sequence: number,
  batchHash: string,
): Promise<Bytes | null> {
  const batch = await requireStore(context).batches.get(sequence);
  if (batch?.state !== 'waiting' || batch.batchHash !== batchHash) return null;
  if (batch.bytes !== null && toHex(sha256(batch.bytes)) === batchHash) return batch.bytes;
  // All that wait are made anew, so they go on where the first of them stands.
  const first = await waitingBatches(context).first();
  if (first !== undefined) await resumeAt(context, first, first);
  return null;
}

/** Notes the day on those that still wait. */
export async function noteHandOver(
  context: VaultContext,
  batchHashes: readonly string[],
): Promise<void> {
  const handed = new Set(batchHashes);
  const handedOverAt = context.deps.now().toISOString();
  await context.writes(() =>
    waitingBatches(context)
      .filter((batch) => handed.has(batch.batchHash))
      .modify({ handedOverAt }),
  );
  context.audit.later({ kind: 'courier.handed-over', count: batchHashes.length });
  context.emit({ type: 'records-changed' });
}

/** In the order of their numbers. */
function waitingBatches(context: VaultContext): Collection<BatchRow, number> {
  return requireStore(context)
    .batches.where('[state+sequence]')
    .between(['waiting', Dexie.minKey], ['waiting', Dexie.maxKey]);
}
