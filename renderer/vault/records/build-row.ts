import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { RecordRow } from '../database/rows.ts';
import type { NamePairs } from '../index/name-pairs.ts';
import type { ActiveSession } from '../vault-context.ts';
import { buildItem } from './build-item.ts';

/**
 * The row of a record that nobody has received: its item for delivery, its view key and the columns that stand open.
 * @throws FieldsealError `review.key-missing` where nobody could ever open it.
 */
export async function buildRow(
  session: ActiveSession,
  record: RegistrantRecord,
  pairs: NamePairs,
  open: Pick<RecordRow, 'nationalIdToken' | 'phoneToken'>,
): Promise<RecordRow> {
  return {
    ...(await buildItem(session, record, pairs)),
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
}
