/** What goes on a stick, and what the server refused, for the screens: invented laptops and people. */
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { CarriedBatch, CourierApi } from '../../renderer/vault/courier-api.ts';
import type { RecordSummary, VaultApi, VaultEvent } from '../../renderer/vault/vault-api.ts';
import type { ErrorCode } from '../../shared/errors/error-codes.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;

/** The text in a file that is opened says what it is: `batches`, `receipts`, `cut` or `endless`. */
export function standInCourier(
  options: StandInOptions,
  tell: (event: VaultEvent) => void,
): CourierApi {
  let carried = options.isCarrying ? carriedBatches() : [];
  return {
    planHandOver: () =>
      Promise.resolve({
        isReady: true,
        batches: options.isEmpty
          ? []
          : [
              { sequence: 2, batchHash: 'b2', records: 51, photos: 0, bytes: 210_500 },
              { sequence: 3, batchHash: 'b3', records: 12, photos: 8, bytes: 48_213 },
            ],
        left: 0,
        fileName: 'fieldseal-K7QD-2026-11-23-2-3.fsbatches',
      }),
    handOverBatch: (sequence) =>
      options.stick === 'slow' && sequence === 3
        ? new Promise(() => undefined)
        : Promise.resolve(new Uint8Array(16)),
    noteHandOver: () => Promise.resolve(),
    async openStick(file) {
      const text = await file.text();
      if (text === 'cut') throw new FieldsealError('courier.truncated', { expected: 3, found: 1 });
      if (text === 'endless') {
        tell({ type: 'stick-progress', progress: { done: 700_000, total: 2_000_000 } });
        return new Promise(() => undefined);
      }
      if (text === 'receipts') {
        return {
          kind: 'receipts',
          settled: 2,
          accepted: 60,
          alreadyHeld: 1,
          refused: 2,
          photos: 7,
          photosLeft: 1,
          known: 1,
          forOthers: 3,
          failures: [{ part: 4, code: 'courier.receipt-invalid' }],
          isStopped: false,
        };
      }
      carried = carriedBatches();
      return {
        kind: 'batches',
        taken: 3,
        records: 214,
        photos: 40,
        known: 1,
        failures: [],
        isStopped: false,
      };
    },
    stopStick: () => Promise.resolve(),
    listCarried: () => Promise.resolve(carried),
    receiptsFile: () =>
      Promise.resolve({
        fileName: 'fieldseal-K7QD-2026-11-23.fsreceipts',
        bytes: new Uint8Array(16),
        batchHashes: ['c1'],
      }),
    noteReceiptsWritten(batchHashes) {
      carried = carried.map((batch) =>
        batchHashes.includes(batch.batchHash) ? { ...batch, state: 'written' } : batch,
      );
      return Promise.resolve();
    },
    dropCarried(batchHashes) {
      carried = carried.filter(({ batchHash }) => !batchHashes.includes(batchHash));
      return Promise.resolve();
    },
  };
}

export function standInRefused(
  options: StandInOptions,
): Pick<VaultApi, 'listRefused' | 'sendAgain'> {
  return {
    listRefused: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('sync.offline'))
        : Promise.resolve(
            options.isEmpty
              ? { records: [], total: 0, beingMended: [] }
              : { records: refused(), total: refused().length, beingMended: ['refused-5'] },
          ),
    sendAgain: ([first]) =>
      Promise.resolve({
        again: 1,
        failures: first === undefined ? [] : [{ recordId: first, code: 'form.invalid' }],
      }),
  };
}

function refused(): readonly RecordSummary[] {
  const rows: readonly [ErrorCode, string | null, boolean][] = [
    ['sync.item-area-forbidden', 'Akuol Garang', true],
    ['server.too-large', 'فاطمة الزهراء', true],
    ['sync.item-malformed', 'Deng Mabior', true],
    ['sync.item-conflict', 'Achol Majok', true],
    ['sync.item-area-forbidden', 'Nyandeng Kuol', true],
    ['sync.item-signature-invalid', null, false],
  ];
  return rows.map(([refusal, displayName, own], index) => ({
    recordId: `refused-${String(index + 1)}`,
    version: 1,
    registrationNumber: `K7QD-00007${String(index)}-${String((index * 3) % 10)}`,
    savedAt: new Date(Date.now() - index * DAY_MS).toISOString(),
    areaId: ['v1', 'v2', 'v3'][index % 3] ?? 'v1',
    state: 'refused' as const,
    refusal,
    own,
    displayName,
  }));
}

function carriedBatches(): readonly CarriedBatch[] {
  return [
    carried('c1', 'R9TB', 4, 'received'),
    carried('c2', 'R9TB', 5, 'waiting'),
    carried('c3', 'W3NA', 12, 'waiting', { code: 'sync.batch-gap', expected: 11 }),
    carried('c4', 'X4LL', 2, 'waiting', {
      code: 'sync.maker-revoked',
      since: new Date(Date.now() - 3 * DAY_MS).toISOString(),
    }),
    carried('c5', null, 1, 'written'),
  ];
}

function carried(
  batchHash: string,
  deviceCode: string | null,
  sequence: number,
  state: CarriedBatch['state'],
  problem: CarriedBatch['problem'] = null,
): CarriedBatch {
  const takenAt = new Date(Date.now() - DAY_MS).toISOString();
  const records = sequence === 12 ? 0 : 20 * sequence;
  const photos = sequence === 12 ? 8 : 0;
  return {
    batchHash,
    deviceCode,
    sequence,
    records,
    photos,
    bytes: 4100 * records + 60_000 * photos,
    takenAt,
    state,
    problem,
  };
}
