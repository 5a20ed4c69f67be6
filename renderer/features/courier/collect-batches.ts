import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { stickHead, stickPart } from '../../../shared/sync/stick-file.ts';
import type { HandOverPlan } from '../../vault/courier-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import type { StickWork } from './stick-work.ts';

/** A batch may be settled or made anew while the file is written; then it is planned again, so many times at most. */
const MOST_PLANS = 5;

/** A file of batches, in parts that the browser keeps outside the memory. */
export interface StickContent {
  readonly fileName: string;
  readonly content: Blob;
  readonly batchHashes: readonly string[];
  readonly records: number;
  readonly photos: number;
  readonly left: number;
}

type Vault = Pick<VaultApi, 'planHandOver' | 'handOverBatch'>;

/** What waits, as one file; `nothing` where nothing does. */
export async function collectBatches(
  vault: Vault,
  isStopped: () => boolean,
  show: (work: StickWork) => void,
): Promise<StickContent | 'nothing' | 'stopped'> {
  for (let attempt = 0; attempt < MOST_PLANS; attempt++) {
    const plan = await planOf(vault, isStopped, show);
    if (isStopped()) return 'stopped';
    if (plan.batches.length === 0) return 'nothing';
    const parts = await partsOf(vault, plan, isStopped, show);
    if (isStopped()) return 'stopped';
    if (parts !== null) {
      return {
        fileName: plan.fileName,
        content: new Blob([stickHead('batches', parts.length), ...parts]),
        batchHashes: plan.batches.map(({ batchHash }) => batchHash),
        records: plan.batches.reduce((sum, { records }) => sum + records, 0),
        photos: plan.batches.reduce((sum, { photos }) => sum + photos, 0),
        left: plan.left,
      };
    }
  }
  throw new FieldsealError('vault.internal');
}

async function planOf(
  vault: Vault,
  isStopped: () => boolean,
  show: (work: StickWork) => void,
): Promise<HandOverPlan> {
  let plan = await vault.planHandOver();
  while (!plan.isReady && !isStopped()) {
    show({ kind: 'preparing', done: plan.batches.length, total: 0 });
    plan = await vault.planHandOver();
  }
  return plan;
}

/** The batches of the plan, each framed; null where one of them is no longer what it was. */
async function partsOf(
  vault: Vault,
  { batches }: HandOverPlan,
  isStopped: () => boolean,
  show: (work: StickWork) => void,
): Promise<readonly Blob[] | null> {
  const parts: Blob[] = [];
  for (const { sequence, batchHash } of batches) {
    if (isStopped()) return null;
    show({ kind: 'writing', done: parts.length, total: batches.length });
    const bytes = await vault.handOverBatch(sequence, batchHash);
    if (bytes === null) return null;
    parts.push(new Blob([stickPart(bytes)]));
  }
  return parts;
}
