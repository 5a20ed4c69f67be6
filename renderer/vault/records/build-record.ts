import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { WholeRecord } from '../database/record-items.ts';
import type { RecordRow } from '../database/rows.ts';
import type { NamePairs } from '../index/name-pairs.ts';
import type { ActiveSession } from '../vault-context.ts';
import { buildItem } from './build-item.ts';

/**
 * The row of a record that nobody has received, with its view key and the columns that stand open, and its item for
 * delivery.
 * @throws FieldsealError `review.key-missing` where nobody could ever open it.
 */
export async function buildRecord(
  session: ActiveSession,
  record: RegistrantRecord,
  pairs: NamePairs,
  open: Pick<RecordRow, 'nationalIdToken' | 'phoneToken'>,
): Promise<WholeRecord> {
  const { item, ...built } = await buildItem(session, record, pairs);
  const row: RecordRow = {
    ...built,
    ...open,
    recordId: record.id,
    version: record.version,
    operatorId: record.operatorId,
    areaId: record.areaId,
    savedOrder: record.deviceCounter,
    savedAt: record.savedAt,
    registrationNumber: record.registrationNumber,
    state: 'saved',
    refusal: null,
    returned: null,
  };
  return { row, item: { recordId: record.id, item } };
}
