import { sha256 } from '../../../shared/crypto/index.ts';
import { copyBytes, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { readReceipt } from '../../../shared/sync/receipt-file.ts';
import { isOfTheLine } from '../sync/deliver-batch.ts';
import { sendBytes } from '../sync/send-one.ts';
import type { StopRequest } from '../sync/stop-request.ts';
import type { SyncTarget } from '../sync/sync-target.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { CarriedProblem, CarriedRow } from './carried-rows.ts';

const HOUR_MS = 3_600_000;
/** What was refused is not sent again and again over a slow line: an earlier batch may come soon, other reasons stay. */
const PAUSE_MS = { passing: HOUR_MS, lasting: 24 * HOUR_MS };

/** Refusals of the bearer itself; nothing of what it carries would go through. */
const OWN_REFUSALS: readonly ErrorCode[] = [
  'server.unauthenticated',
  'sync.device-revoked',
  'sync.device-suspended',
  'sync.device-unknown',
];

/** Batches and bytes delivered for other laptops. */
export interface CarriedCounts {
  readonly batches: number;
  readonly bytes: number;
}

/**
 * Delivers what is carried for other laptops, each laptop's batches in order, and keeps the receipts. A batch that the
 * server refuses holds up only those that follow it in its own chain, and says why.
 * @throws FieldsealError where the line broke, or the server refuses this laptop.
 */
export async function sendCarried(
  context: VaultContext,
  target: SyncTarget,
  stop: StopRequest,
): Promise<CarriedCounts> {
  const store = requireStore(context);
  const waiting = (await store.carried.toArray())
    .filter(({ receipt }) => receipt === null)
    .sort((a, b) => a.deviceId.localeCompare(b.deviceId) || a.sequence - b.sequence);
  const bytesTotal = waiting.reduce((sum, { size }) => sum + size, 0);
  let [batches, bytes] = [0, 0];
  const delivered = new Set<string>();
  const stuck = new Map<string, CarriedProblem>();
  for (const row of waiting) {
    if (stop.isStopped) break;
    const problem = stuck.get(row.previousHash) ?? restingProblem(context, row, delivered);
    if (problem !== null) {
      stuck.set(row.batchHash, problem);
      if (row.problem === null) {
        await context.writes(() => store.carried.update(row.batchHash, { problem }));
      }
      continue;
    }
    const onBytes = (sent: number): void => {
      progress(context, waiting.length, batches, bytes + sent, bytesTotal);
    };
    onBytes(0);
    const outcome = await deliver(context, target, row, stop, onBytes);
    if (outcome === 'stopped') break;
    if (outcome === 'gone') continue;
    if (outcome === 'received') {
      batches += 1;
      bytes += row.size;
      delivered.add(row.batchHash);
    } else {
      stuck.set(row.batchHash, outcome);
    }
  }
  return { batches, bytes };
}

/** The last refusal, while it is too early to try again. The arrival of the batch before it changes everything. */
function restingProblem(
  context: VaultContext,
  { problem, previousHash }: CarriedRow,
  delivered: ReadonlySet<string>,
): CarriedProblem | null {
  if (problem === null || delivered.has(previousHash)) return null;
  const pause = ERROR_CODES[problem.code].retryable ? PAUSE_MS.passing : PAUSE_MS.lasting;
  const age = context.deps.now().getTime() - Date.parse(problem.at);
  return age >= 0 && age < pause ? problem : null;
}

async function deliver(
  context: VaultContext,
  target: SyncTarget,
  row: CarriedRow,
  stop: StopRequest,
  onBytes: (sent: number) => void,
): Promise<'received' | 'stopped' | 'gone' | CarriedProblem> {
  const store = requireStore(context);
  const { batchHash } = row;
  const kept = await store.carriedBytes.get(batchHash);
  if (kept === undefined) return 'gone';
  try {
    if (toHex(sha256(kept.bytes)) !== batchHash) throw new FieldsealError('courier.damaged');
    const batch = { batchHash, bytes: kept.bytes };
    const receipt = await sendBytes(context, target, batch, stop, onBytes);
    if (receipt === null) return 'stopped';
    await checkReceipt(target, row, receipt);
    await context.writes(() =>
      store.transaction('rw', store.carried, store.carriedBytes, async () => {
        // The receipt is all that is needed now.
        await store.carried.update(batchHash, { receipt: copyBytes(receipt), problem: null });
        await store.carriedBytes.delete(batchHash);
      }),
    );
    context.emit({ type: 'records-changed' });
    return 'received';
  } catch (error) {
    if (!(error instanceof FieldsealError) || isOfTheLine(error)) throw error;
    if (OWN_REFUSALS.includes(error.code) || error.code.startsWith('vault.')) throw error;
    const problem = problemOf(context, error);
    await context.writes(() => store.carried.update(batchHash, { problem }));
    return problem;
  }
}

/** It goes back to a laptop that will ask the same: a receipt for anything else is worth nothing there. */
async function checkReceipt(
  { serverKey }: SyncTarget,
  { batchHash, deviceId, sequence }: CarriedRow,
  bytes: Bytes,
): Promise<void> {
  const receipt = await readReceipt(bytes, serverKey);
  const isForIt =
    receipt.batchHash === batchHash &&
    receipt.deviceId === deviceId &&
    receipt.sequence === sequence;
  if (!isForIt) throw new FieldsealError('sync.receipt-not-ours', { sequence });
}

function problemOf(context: VaultContext, { code, details }: FieldsealError): CarriedProblem {
  const { expected, since } = details;
  return {
    code,
    at: context.deps.now().toISOString(),
    ...(typeof expected === 'number' && { expected }),
    ...(typeof since === 'string' && { since }),
  };
}

function progress(
  context: VaultContext,
  batchesTotal: number,
  batchesSent: number,
  bytesSent: number,
  bytesTotal: number,
): void {
  context.emit({
    type: 'sync-progress',
    progress: {
      phase: 'carrying',
      recordsSent: batchesSent,
      recordsTotal: batchesTotal,
      bytesSent,
      bytesTotal,
      secondsLeft: null,
    },
  });
}
