import { randomId } from '../../../shared/crypto/index.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { CounterMeta, IndexPageRow } from '../database/rows.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import type { IndexEntry } from '../index/index-entry.ts';
import { sealPage } from '../index/index-page.ts';
import { indexRecord } from '../index/index-record.ts';
import { recipientsOf } from '../records/build-item.ts';
import { numberRecords } from '../records/number-records.ts';
import type { ActiveSession } from '../vault-context.ts';
import { sealIntake } from './intake-page.ts';
import type { IntakeHead, IntakeRow } from './intake-rows.ts';

/** Records that are sealed as one ciphertext. */
const PAGE_SIZE = 500;

/** Records that commit together, sealed, indexed and numbered; their items for delivery are made later. */
export interface PreparedIntake {
  readonly operatorId: string;
  readonly rows: readonly IntakeRow[];
  readonly entries: readonly IndexEntry[];
  readonly page: IndexPageRow;
  /** Epoch of the keys before anything was sealed; it commits only while that is the newest. */
  readonly keyEpoch: number;
  /** Counters it was built on; it commits only while they are the store's. */
  readonly before: CounterMeta;
  readonly next: CounterMeta;
}

/**
 * Makes, seals and indexes the records of people who are new, numbered from `before` on.
 * @throws FieldsealError `consent.*`, `form.invalid`, `review.key-missing`; `vault.record-sealed` for one that stands on this laptop already.
 */
export async function prepareIntake(
  session: ActiveSession,
  contents: readonly DraftContent[],
  before: CounterMeta,
  now: Date,
): Promise<PreparedIntake> {
  const keyEpoch = session.rings.epoch;
  const { records, next } = numberRecords(session, contents, before, now);
  // What nobody could ever review is not saved either.
  const { pack } = session.programme;
  for (const areaId of new Set(records.map((record) => record.areaId))) recipientsOf(pack, areaId);
  const built = records.map((record) => indexAndCheck(session, record));
  const entries = built.map(({ entry }) => entry);
  const parts = Array.from({ length: Math.ceil(built.length / PAGE_SIZE) }, (_, at) =>
    built.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE),
  );
  const { operatorId } = session.operator;
  const [page, ...rows] = await Promise.all([
    sealPage(session.programme.indexPageKey, randomId(), entries),
    ...parts.map((part) => sealPart(session, operatorId, part)),
  ]);
  return { operatorId, rows, entries, page, keyEpoch, before, next };
}

interface IndexedRecord {
  readonly record: RegistrantRecord;
  readonly entry: IndexEntry;
  readonly head: IntakeHead;
}

function indexAndCheck(session: ActiveSession, record: RegistrantRecord): IndexedRecord {
  const { programme } = session;
  // The rest was just made by us; the whole is held against its shape when it is read back.
  RegistrantRecord.shape.answers.parse(record.answers);
  // The index knows every record of the laptop, of whatever operator.
  if (record.version !== 1 || programme.index.has(record.id)) {
    throw new FieldsealError('vault.record-sealed', { record: record.registrationNumber });
  }
  const { entry, open } = indexRecord(programme, record);
  return {
    record,
    entry,
    head: {
      ...open,
      recordId: record.id,
      areaId: record.areaId,
      savedOrder: record.deviceCounter,
      savedAt: record.savedAt,
      registrationNumber: record.registrationNumber,
    },
  };
}

async function sealPart(
  { rings }: ActiveSession,
  operatorId: string,
  part: readonly IndexedRecord[],
): Promise<IntakeRow> {
  const id = randomId();
  const records = part.map(({ record }) => record);
  return {
    id,
    operatorId,
    heads: part.map(({ head }) => head),
    sealed: await sealIntake({ operatorId, rings }, id, records),
  };
}
