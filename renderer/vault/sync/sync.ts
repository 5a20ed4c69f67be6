import { fetchCheckpoint } from '../audit/server-checkpoints.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { NEVER_SYNCED } from '../database/counts.ts';
import type { SyncReport, VaultApi } from '../vault-api.ts';
import { fileIntakeOfSession } from '../intake/file-intake.ts';
import { hearOrders, tellWithoutKeys } from '../orders/hear-orders.ts';
import { orderInForce } from '../orders/order-state.ts';
import { fetchRenewals } from '../leases/apply-renewals.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { sendCarried, type CarriedCounts } from '../courier/send-carried.ts';
import { isOfTheLine } from './deliver-batch.ts';
import { fetchDecisions } from './fetch-decisions.ts';
import { refreshPack } from './refresh-pack.ts';
import { sendBatches, type SendCounts } from './send-batches.ts';
import type { StopRequest } from './stop-request.ts';
import { syncTarget, type SyncTarget } from './sync-target.ts';

/** Synchronisation; it runs once at a time, whoever asks joins the run under way. */
export function createSyncCalls(
  context: VaultContext,
): Pick<VaultApi, 'sync' | 'stopSync' | 'listBatches'> {
  let running: Promise<SyncReport> | null = null;
  let stop: StopRequest = { isStopped: false };
  return {
    async sync() {
      if (running === null) {
        stop = { isStopped: false };
        running = synchronise(context, stop).finally(() => {
          running = null;
        });
      }
      return running;
    },
    stopSync() {
      stop.isStopped = true;
      return Promise.resolve();
    },
    async listBatches() {
      const rows = await requireStore(context).batches.orderBy('sequence').reverse().toArray();
      return rows.map((row) => ({
        sequence: row.sequence,
        createdAt: row.createdAt,
        records: row.records,
        photos: row.attachments ?? 0,
        bytes: row.size,
        state: row.state,
        handedOverAt: row.handedOverAt ?? null,
      }));
    },
  };
}

/** Needs the device's key only: a locked laptop, or one whose lease is over, still delivers. */
async function synchronise(context: VaultContext, stop: StopRequest): Promise<SyncReport> {
  await tellWithoutKeys(context);
  const target = await syncTarget(context);
  const store = requireStore(context);
  context.emit({
    type: 'sync-progress',
    progress: {
      phase: 'preparing',
      recordsSent: 0,
      recordsTotal: 0,
      photosSent: 0,
      photosTotal: 0,
      bytesSent: 0,
      bytesTotal: 0,
      secondsLeft: null,
    },
  });
  const refused = await hearFirst(context, target);
  // Nothing of an import waits longer than it must; under a lock it does. What can't be filed holds up nothing else.
  await fileIntakeOfSession(context, { isStopped: () => stop.isStopped }).catch(() => undefined);
  const { sent, carried } = await sendAll(context, target, stop);
  const recordsSent = sent.accepted + sent.alreadyHeld + sent.refused;
  const bytesSent = sent.bytesSent + carried.bytes;
  const progress = {
    recordsSent,
    recordsTotal: recordsSent,
    photosSent: sent.photos,
    photosTotal: sent.photos + sent.photosLeft,
    bytesSent,
    bytesTotal: bytesSent,
    secondsLeft: null,
  };
  context.emit({ type: 'sync-progress', progress: { phase: 'fetching', ...progress } });
  const decisions = await fetchDecisions(context, target, stop);
  const leasesRenewed = await fetchRenewals(context, target);
  await context.writes(async () => {
    await store.transaction('rw', store.meta, async () => {
      const sync = (await store.read('sync')) ?? NEVER_SYNCED;
      await store.write('sync', { ...sync, lastSyncAt: context.deps.now().toISOString() });
    });
  });
  context.audit.later({ kind: 'sync.finished', count: recordsSent });
  // What can't be had now is at the next sync; Settings says how old the newest is.
  if (!stop.isStopped) await fetchCheckpoint(context, target).catch(() => undefined);
  if (!stop.isStopped) await refreshPack(context, target);
  context.emit({ type: 'sync-progress', progress: { phase: 'done', ...progress } });
  if (refused !== null) throw refused;
  return {
    batches: sent.batches,
    receipts: sent.batches,
    accepted: sent.accepted,
    alreadyHeld: sent.alreadyHeld,
    refused: sent.refused,
    photos: sent.photos,
    photosLeft: sent.photosLeft,
    decisions: decisions.taken,
    decisionsRefused: decisions.refused,
    carried: carried.batches,
    bytesSent,
    leasesRenewed,
    isStopped: stop.isStopped,
  };
}

/** This laptop's own batches, then those it carries. One that the server refuses whole holds up no other laptop's. */
async function sendAll(
  context: VaultContext,
  target: SyncTarget,
  stop: StopRequest,
): Promise<{ readonly sent: SendCounts; readonly carried: CarriedCounts }> {
  try {
    const sent = await sendBatches(context, target, stop);
    return { sent, carried: await sendCarried(context, target, stop) };
  } catch (error) {
    if (!isOfTheLine(error)) await sendCarried(context, target, stop).catch(() => undefined);
    throw error;
  }
}

/**
 * Orders come first: what was ordered holds for this very sync. One that is not genuine, can't be had or can't be carried out is
 * answered, for the end, and holds up nothing that waits to be sent.
 * @throws FieldsealError `sync.device-suspended`, `sync.offline`, `sync.timeout`; `provisioning.pending` where the keys have
 * just been destroyed.
 */
async function hearFirst(
  context: VaultContext,
  target: SyncTarget,
): Promise<FieldsealError | null> {
  let refused: FieldsealError | null = null;
  try {
    await hearOrders(context, target);
  } catch (error) {
    if (!(error instanceof FieldsealError) || isCutOff(error)) throw error;
    refused = error;
  }
  const order = await orderInForce(requireStore(context));
  if (order?.kind === 'suspended') {
    throw new FieldsealError('sync.device-suspended', { since: order.since });
  }
  if (order?.kind === 'destroyed') throw new FieldsealError('provisioning.pending');
  return refused;
}

function isCutOff({ code }: FieldsealError): boolean {
  return code === 'sync.offline' || code === 'sync.timeout';
}
