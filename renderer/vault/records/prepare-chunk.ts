import { randomId } from '../../../shared/crypto/index.ts';
import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { WholeAttachment } from '../attachments/attachment-rows.ts';
import { attachedHashes, detachPhotos } from '../attachments/detach-photos.ts';
import type { WholeRecord } from '../database/record-items.ts';
import type { CounterMeta, IndexPageRow, ItemRow, RecordRow } from '../database/rows.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import type { IndexEntry } from '../index/index-entry.ts';
import { sealPage } from '../index/index-page.ts';
import { indexRecord } from '../index/index-record.ts';
import { namePairsOf } from '../index/name-pairs.ts';
import type { ActiveSession } from '../vault-context.ts';
import { buildRecord } from './build-record.ts';
import { numberRecords } from './number-records.ts';

/** Records that commit together: sealed, indexed and numbered, nothing of them written yet. */
export interface PreparedChunk {
  readonly operatorId: string;
  readonly rows: readonly RecordRow[];
  /** The items of the rows. */
  readonly items: readonly ItemRow[];
  /** Photos that are new with the rows. */
  readonly attachments: readonly WholeAttachment[];
  /** Hashes of all photos that the rows name. */
  readonly attachedHashes: ReadonlySet<string>;
  readonly entries: readonly IndexEntry[];
  readonly page: IndexPageRow;
  /** Ids of the records that replace a returned or refused version. */
  readonly corrections: ReadonlySet<string>;
  /** Epoch of the keys before anything was sealed; it commits only while that is the newest. */
  readonly keyEpoch: number;
  /** Counters it was built on; it commits only while they are the store's. */
  readonly before: CounterMeta;
  readonly next: CounterMeta;
}

/**
 * Makes, seals, signs and indexes the records of `contents`, numbered from `before` on. Everything that waits runs side
 * by side: WebCrypto works on threads of its own.
 * @throws FieldsealError `consent.*`, `form.invalid`, `review.key-missing`.
 */
export async function prepareChunk(
  session: ActiveSession,
  contents: readonly DraftContent[],
  before: CounterMeta,
  now: Date,
): Promise<PreparedChunk> {
  const keyEpoch = session.rings.epoch;
  const { records, next } = numberRecords(session, contents, before, now);
  const built = await Promise.all(records.map((record) => indexAndSeal(session, record)));
  const entries = built.map(({ entry }) => entry);
  return {
    operatorId: session.operator.operatorId,
    rows: built.map(({ row }) => row),
    items: built.map(({ item }) => item),
    attachments: built.flatMap(({ attachments }) => attachments),
    attachedHashes: new Set(built.flatMap(({ hashes }) => hashes)),
    entries,
    page: await sealPage(session.programme.indexPageKey, randomId(), entries),
    corrections: new Set(
      contents.filter(({ original }) => original !== null).map(({ draft }) => draft.id),
    ),
    keyEpoch,
    before,
    next,
  };
}

interface SealedRecord extends WholeRecord {
  readonly entry: IndexEntry;
  readonly attachments: readonly WholeAttachment[];
  readonly hashes: readonly string[];
}

async function indexAndSeal(session: ActiveSession, made: RegistrantRecord): Promise<SealedRecord> {
  const { record, attachments } = await detachPhotos(session, made);
  const { plan, laptopTokens } = session.programme;
  const pairs = namePairsOf(plan, record.answers, laptopTokens.names);
  const { entry, open } = indexRecord(session.programme, record, pairs);
  const whole = await buildRecord(session, record, pairs, open);
  return { ...whole, entry, attachments, hashes: attachedHashes(record) };
}
