import { randomId } from '../../../shared/crypto/index.ts';
import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { breathe } from '../breathe.ts';
import type { CounterMeta, IndexPageRow } from '../database/rows.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import type { IndexEntry } from '../index/index-entry.ts';
import { sealEncodedPage } from '../index/index-page.ts';
import { indexRecord } from '../index/index-record.ts';
import { decodePage, encodePage, type PageColumns } from '../index/page-bytes.ts';
import { recipientsOf } from '../records/build-item.ts';
import { enrolmentAreas } from '../records/make-record.ts';
import { numberRecords } from '../records/number-records.ts';
import type { ActiveSession } from '../vault-context.ts';
import { createRecordCheck, type RecordCheck } from './record-check.ts';
import { intakeText, sealIntake } from './intake-page.ts';
import type { IntakeHead, IntakeRow } from './intake-rows.ts';

/** Records that are made in one go; in between, commits go on and the screen is answered. */
const SLICE_SIZE = 40;

/** Records that commit together, sealed, indexed and numbered; their items for delivery are made later. */
export interface PreparedIntake {
  readonly row: IntakeRow;
  /** The index page as the index in memory takes it. */
  readonly columns: PageColumns;
  readonly page: IndexPageRow;
  /** Epoch of the keys before anything was sealed; it commits only while that is the newest. */
  readonly keyEpoch: number;
  /** Counters it was built on; it commits only while they are the store's. */
  readonly before: CounterMeta;
  readonly next: CounterMeta;
}

/** Records that are made and indexed, and are being sealed. */
export interface MadeIntake {
  /** Counters of the next ones. */
  readonly next: CounterMeta;
  readonly sealed: Promise<PreparedIntake>;
}

/**
 * Makes and indexes the records of people who are new, numbered from `before` on. Answers when this thread has done its
 * part: WebCrypto seals on a thread of its own, and the next records can be made meanwhile.
 * @throws FieldsealError `consent.*`, `form.invalid`, `review.key-missing`; `vault.record-sealed` for one that stands on
 * this laptop already.
 */
export async function makeIntake(
  session: ActiveSession,
  contents: readonly DraftContent[],
  before: CounterMeta,
  now: Date,
): Promise<MadeIntake> {
  const keyEpoch = session.rings.epoch;
  const built: IndexedRecord[] = [];
  const texts: string[] = [];
  const areaIds = enrolmentAreas(session, now);
  const check = createRecordCheck();
  let counters = before;
  for (let start = 0; start < contents.length; start += SLICE_SIZE) {
    if (start > 0) await breathe();
    const slice = contents.slice(start, start + SLICE_SIZE);
    const { records, next } = numberRecords(session, slice, counters, now, areaIds);
    counters = next;
    built.push(...records.map((record) => indexAndCheck(session, record, check)));
    texts.push(intakeText(records));
  }
  const { pack, indexPageKey } = session.programme;
  // What nobody could ever review is not saved either.
  for (const areaId of new Set(built.map(({ head }) => head.areaId))) recipientsOf(pack, areaId);
  const next = { ...counters, revision: before.revision + 1 };
  const encoded = encodePage(built.map(({ entry }) => entry));
  const columns = decodePage(encoded);
  const sealed = Promise.all([
    sealEncodedPage(indexPageKey, randomId(), built.length, encoded),
    sealRow(session, built, texts),
  ]).then(([page, row]) => ({ row, columns, page, keyEpoch, before, next }));
  // Awaited by whoever commits it; until then it is not unhandled.
  sealed.catch(() => undefined);
  return { next, sealed };
}

/** The same until it is sealed. */
export async function prepareIntake(
  ...made: Parameters<typeof makeIntake>
): Promise<PreparedIntake> {
  return (await makeIntake(...made)).sealed;
}

interface IndexedRecord {
  readonly entry: IndexEntry;
  readonly head: IntakeHead;
}

function indexAndCheck(
  session: ActiveSession,
  record: RegistrantRecord,
  check: RecordCheck,
): IndexedRecord {
  const { programme } = session;
  // Here, where it is refused with everything still at hand: what does not fit its shape could never be delivered.
  check(record);
  // The index knows every record of the laptop, of whatever operator.
  if (record.version !== 1 || programme.index.has(record.id)) {
    throw new FieldsealError('vault.record-sealed', { record: record.registrationNumber });
  }
  const { entry, open } = indexRecord(programme, record);
  return {
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

async function sealRow(
  { operator, rings }: ActiveSession,
  built: readonly IndexedRecord[],
  texts: readonly string[],
): Promise<IntakeRow> {
  const { operatorId } = operator;
  const id = randomId();
  const heads = built.map(({ head }) => head);
  return { id, operatorId, heads, sealed: await sealIntake({ operatorId, rings }, id, texts) };
}
