import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { CounterMeta } from '../database/rows.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import type { ActiveSession } from '../vault-context.ts';
import { enrolmentAreas, makeRecord } from './make-record.ts';

/** Records with their numbers, and the counters after them. */
export interface NumberedRecords {
  readonly records: readonly RegistrantRecord[];
  readonly next: CounterMeta;
}

/**
 * The records that `contents` make, numbered from `before` on; a correction keeps its registration number. `areaIds` are
 * the operator's, for whoever asks more than once.
 * @throws FieldsealError `consent.*`, `form.invalid`.
 */
export function numberRecords(
  session: ActiveSession,
  contents: readonly DraftContent[],
  before: CounterMeta,
  now: Date,
  areaIds = enrolmentAreas(session, now),
): NumberedRecords {
  let counters = before;
  const records = contents.map((content) => {
    counters = {
      ...counters,
      deviceCounter: counters.deviceCounter + 1,
      registrations: counters.registrations + (content.original === null ? 1 : 0),
    };
    return makeRecord(session, content, counters, areaIds, now);
  });
  return { records, next: { ...counters, revision: before.revision + 1 } };
}
