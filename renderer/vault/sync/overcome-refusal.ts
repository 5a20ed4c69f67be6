import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { BatchRow } from '../database/rows.ts';
import type { VaultContext } from '../vault-context.ts';
import { resumeAt, type ResumePoint } from './resume-sending.ts';

/** Batches are built again for other reasons than their size so often in one run; more would not help. */
const MOST_REBUILDS = 3;
/** So many records in a row may be set aside; a server that refuses more refuses something else. */
const MOST_REFUSED_IN_A_ROW = 3;

/** What one run of sending has come to know about refusals. */
export interface RefusalMemory {
  rebuilds: number;
  refusedInARow: number;
  /** Attachments that came before their records: not again in this run. */
  readonly postponed: Set<string>;
}

/**
 * Mends a batch that was refused whole, so that the records and photos behind it can go out (architecture, queues never block):
 * - damaged on this laptop, or written by an older app: built again of its records, under its number;
 * - not where the server stands, after either side was restored from a backup: goes on where the server stands;
 * - too large or malformed: halved, until the record or photo at fault stands alone and is refused by itself.
 * Answers the number of items that the next batch may hold.
 * @throws FieldsealError the refusal itself, where nothing here can mend it.
 */
export async function overcomeRefusal(
  context: VaultContext,
  memory: RefusalMemory,
  batch: BatchRow,
  refusal: FieldsealError,
  items: number,
): Promise<number> {
  switch (refusal.code) {
    case 'vault.store-damaged':
    case 'sync.protocol-too-old':
      countRebuild(memory, refusal);
      await resumeAt(context, batch, batch);
      return items;
    case 'sync.batch-gap':
    case 'sync.batch-conflict': {
      const point = pointOf(refusal);
      countRebuild(memory, refusal);
      await resumeAt(context, batch, point);
      return items;
    }
    case 'server.too-large':
    case 'sync.batch-malformed': {
      const held = batch.records + (batch.attachments ?? 0);
      if (held > 1) {
        await resumeAt(context, batch, batch);
        return Math.ceil(held / 2);
      }
      if (memory.refusedInARow >= MOST_REFUSED_IN_A_ROW) throw refusal;
      memory.refusedInARow += 1;
      await resumeAt(context, batch, batch, refusal.code);
      return items;
    }
    default:
      throw refusal;
  }
}

function countRebuild(memory: RefusalMemory, refusal: FieldsealError): void {
  if (memory.rebuilds >= MOST_REBUILDS) throw refusal;
  memory.rebuilds += 1;
}

/** Where the server says it stands. Unsigned, and so good for sending again only: receipts decide on keys. */
function pointOf(refusal: FieldsealError): ResumePoint {
  const { expected, previousHash } = refusal.details;
  const sound =
    Number.isSafeInteger(expected) &&
    Number(expected) >= 1 &&
    typeof previousHash === 'string' &&
    /^[0-9a-f]{64}$/u.test(previousHash);
  if (!sound) throw refusal;
  return { sequence: Number(expected), previousHash };
}
