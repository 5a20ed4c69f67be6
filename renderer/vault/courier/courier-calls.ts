import { concatBytes } from '../../../shared/encoding/bytes.ts';
import { stickHead, stickPart } from '../../../shared/sync/stick-file.ts';
import type { CarriedBatch, CourierApi } from '../courier-api.ts';
import type { StopRequest } from '../sync/stop-request.ts';
import { calendarDay, requireStore, type VaultContext } from '../vault-context.ts';
import type { CarriedRow } from './carried-rows.ts';
import { handOverBatch, noteHandOver, planHandOver } from './hand-over.ts';
import { openStick } from './open-stick.ts';

/** Handing batches over, carrying those of others, and bringing receipts back. */
export function createCourierCalls(context: VaultContext): CourierApi {
  let stop: StopRequest = { isStopped: false };
  return {
    planHandOver: () => planHandOver(context),
    handOverBatch: (sequence, batchHash) => handOverBatch(context, sequence, batchHash),
    noteHandOver: (batchHashes) => noteHandOver(context, batchHashes),

    openStick(file) {
      stop = { isStopped: false };
      return openStick(context, file, stop);
    },
    stopStick() {
      stop.isStopped = true;
      return Promise.resolve();
    },

    async listCarried() {
      return (await carriedInOrder(context)).map(summaryOf);
    },

    async receiptsFile() {
      const rows = (await carriedInOrder(context)).flatMap(({ batchHash, receipt }) =>
        receipt === null ? [] : [{ batchHash, receipt }],
      );
      const { deviceCode } = (await requireStore(context).read('programme')) ?? { deviceCode: '' };
      return {
        fileName: `fieldseal-${deviceCode}-${calendarDay(context.deps.now())}.fsreceipts`,
        bytes: concatBytes(
          stickHead('receipts', rows.length),
          ...rows.map(({ receipt }) => stickPart(receipt)),
        ),
        batchHashes: rows.map(({ batchHash }) => batchHash),
      };
    },

    async noteReceiptsWritten(batchHashes) {
      const { carried } = requireStore(context);
      const writtenAt = context.deps.now().toISOString();
      await context.writes(() =>
        carried.where('batchHash').anyOf(batchHashes).modify({ writtenAt }),
      );
      context.audit.later({ kind: 'courier.receipts-written', count: batchHashes.length });
    },

    async dropCarried(batchHashes) {
      const store = requireStore(context);
      await context.writes(() =>
        store.transaction('rw', store.carried, store.carriedBytes, async () => {
          await store.carried.bulkDelete([...batchHashes]);
          await store.carriedBytes.bulkDelete([...batchHashes]);
        }),
      );
      context.audit.later({ kind: 'courier.dropped', count: batchHashes.length });
    },
  };
}

/** By laptop, and each laptop's in the order of its chain. */
async function carriedInOrder(context: VaultContext): Promise<readonly CarriedRow[]> {
  return (await requireStore(context).carried.toArray()).sort(
    (a, b) => a.deviceId.localeCompare(b.deviceId) || a.sequence - b.sequence,
  );
}

function summaryOf(row: CarriedRow): CarriedBatch {
  const { batchHash, deviceCode, sequence, records, photos = 0, size, takenAt, problem } = row;
  const isWritten = row.writtenAt !== null;
  return {
    batchHash,
    deviceCode,
    sequence,
    records,
    photos,
    bytes: size,
    takenAt,
    state: row.receipt === null ? 'waiting' : isWritten ? 'written' : 'received',
    problem:
      problem === null
        ? null
        : { code: problem.code, expected: problem.expected, since: problem.since },
  };
}
