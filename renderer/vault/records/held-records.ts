import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { readRecord } from '../database/record-items.ts';
import type { RecordRow } from '../database/rows.ts';
import { openIntake } from '../intake/intake-page.ts';
import type { IntakePlace } from '../intake/memory-intake.ts';
import {
  requireStore,
  type ActiveSession,
  type OpenSession,
  type VaultContext,
} from '../vault-context.ts';
import { openOwnRecord } from './record-keys.ts';

/** What stands open of a record, wherever it is. */
export type RecordHead = Pick<
  RecordRow,
  | 'recordId'
  | 'version'
  | 'operatorId'
  | 'areaId'
  | 'savedOrder'
  | 'savedAt'
  | 'registrationNumber'
  | 'state'
  | 'refusal'
>;

/** A record of this laptop: in a row of its own, or on a page of the intake. */
export type HeldRecord =
  | { readonly head: RecordHead; readonly row: RecordRow; readonly intakeId: null }
  | { readonly head: RecordHead; readonly row: null; readonly intakeId: string };

/** A record that stands in a row. */
export function inRow(row: RecordRow): HeldRecord {
  return { head: row, row, intakeId: null };
}

/** A record that stands in the intake; only new ones do. */
export function inIntake({ intakeId, operatorId, head }: IntakePlace): HeldRecord {
  const { recordId, areaId, savedOrder, savedAt, registrationNumber } = head;
  const place = { recordId, areaId, savedOrder, savedAt, registrationNumber };
  return {
    head: { ...place, operatorId, version: 1, state: 'saved', refusal: null },
    row: null,
    intakeId,
  };
}

/** The records of the ids, in their order, without those that this laptop does not hold. */
export async function findRecords(
  context: VaultContext,
  recordIds: readonly string[],
): Promise<readonly HeldRecord[]> {
  const intake = context.session?.programme?.intake;
  // Asked before the rows: what is filed meanwhile is then found at either place, and never at none.
  const places = recordIds.map((id) => intake?.find(id));
  const rows = await requireStore(context).records.bulkGet([...recordIds]);
  return rows.flatMap((row, at) => {
    const place = places[at];
    if (row !== undefined) return inRow(row);
    return place === undefined ? [] : inIntake(place);
  });
}

/** At the most `limit` records whose national id or phone has the token, and those of the intake. */
export async function recordsWithToken(
  context: VaultContext,
  session: ActiveSession,
  index: 'nationalIdToken' | 'phoneToken',
  token: string,
  limit: number,
): Promise<readonly HeldRecord[]> {
  const waiting = session.programme.intake.withToken(index, token).map(inIntake);
  const { records } = requireStore(context);
  const rows = await records
    .where({ [index]: token })
    .limit(limit)
    .toArray();
  return merged(rows.map(inRow), waiting);
}

/** Rows together with what was seen in the intake before they were read; a record that was filed meanwhile is in both. */
export function merged(
  rows: readonly HeldRecord[],
  waiting: readonly HeldRecord[],
): readonly HeldRecord[] {
  const filed = new Set(rows.map(({ head }) => head.recordId));
  return [...rows, ...waiting.filter(({ head }) => !filed.has(head.recordId))];
}

/**
 * Opens own records of the intake, each page once, by record id; those of a damaged page and those that were filed
 * meanwhile are left out.
 */
export async function openFromIntake(
  context: VaultContext,
  session: OpenSession,
  records: readonly HeldRecord[],
): Promise<ReadonlyMap<string, RegistrantRecord>> {
  const { operatorId } = session.operator;
  const own = records.filter(({ head }) => head.operatorId === operatorId);
  const wanted = new Set(own.map(({ head }) => head.recordId));
  const opened = new Map<string, RegistrantRecord>();
  for (const id of new Set(own.flatMap(({ intakeId }) => intakeId ?? []))) {
    const page = await requireStore(context).intake.get(id);
    if (page === undefined) continue;
    const content = await openIntake({ operatorId, rings: session.rings }, page).catch(() => []);
    for (const record of content) if (wanted.has(record.id)) opened.set(record.id, record);
  }
  return opened;
}

/** Opens an own record. @throws FieldsealError `vault.record-unknown`, `vault.record-sealed`, `vault.record-damaged`. */
export async function openHeldRecord(
  context: VaultContext,
  session: OpenSession,
  recordId: string,
): Promise<RegistrantRecord> {
  const [held] = await findRecords(context, [recordId]);
  if (held === undefined) throw new FieldsealError('vault.record-unknown');
  const { registrationNumber, operatorId } = held.head;
  if (held.row === null) {
    const record = (await openFromIntake(context, session, [held])).get(recordId);
    if (record !== undefined) return record;
    if (operatorId !== session.operator.operatorId) {
      throw new FieldsealError('vault.record-sealed', { record: registrationNumber });
    }
  }
  // In a row; or filed between the two looks; or its page does not open.
  const stored = await readRecord(requireStore(context), recordId);
  if (stored !== undefined) return openOwnRecord(session, stored);
  throw new FieldsealError('vault.record-damaged', { record: registrationNumber });
}
