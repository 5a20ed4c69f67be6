import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { outlineStick } from '../../../shared/sync/stick-file.ts';
import { sourceOfBlob } from '../backup/blob-source.ts';
import type { StickFailure, StickReport } from '../courier-api.ts';
import type { StopRequest } from '../sync/stop-request.ts';
import { syncTarget } from '../sync/sync-target.ts';
import type { VaultContext } from '../vault-context.ts';
import { createBatchTaker } from './take-batches.ts';
import { createReceiptTaker } from './take-receipts.ts';

/**
 * Takes a file from a stick part by part; only one part is in memory. A copy that broke off is refused before anything of
 * it is taken.
 * @throws FieldsealError as `outlineStick`, and the first refusal where no part could be taken.
 */
export async function openStick(
  context: VaultContext,
  file: Blob,
  stop: StopRequest,
): Promise<StickReport> {
  const target = await syncTarget(context);
  const source = sourceOfBlob(file);
  const { kind, parts } = await outlineStick(source);
  const taker =
    kind === 'batches' ? createBatchTaker(context, target) : createReceiptTaker(context, target);
  const failures: StickFailure[] = [];
  let first: FieldsealError | null = null;
  let taken = 0;
  for (const [at, { start, end }] of parts.entries()) {
    if (stop.isStopped) break;
    context.emit({ type: 'stick-progress', progress: { done: start, total: file.size } });
    const bytes = await source.read(start, end);
    try {
      await taker.take(bytes);
      taken += 1;
    } catch (error) {
      // A full disk is none of the part's fault, and would refuse the others too.
      if (!(error instanceof FieldsealError) || error.code.startsWith('vault.')) throw error;
      failures.push({ part: at + 1, code: error.code });
      first ??= error;
    }
  }
  if (taken === 0 && first !== null) throw first;
  const report = await taker.finish(failures, stop.isStopped);
  context.emit({ type: 'records-changed' });
  return report;
}
