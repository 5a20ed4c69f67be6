import { sql, type Kysely } from 'kysely';
import { holdAssignments } from '../../shared/access/held-assignment.ts';
import { reviewKeyAreas } from '../../shared/access/review-keys.ts';
import { isInScope } from '../../shared/domain/area.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { LossReport } from '../../shared/sync/loss-report.ts';
import type { Database, OperatorRow } from '../db/schema.ts';
import { leaseEndOf } from '../leases/lease-end.ts';
import { readPublished } from '../programme/read-programme.ts';
import { findGaps } from './number-gaps.ts';

/**
 * What the server knows of a laptop that was lost. Counts the newest version of each registration, and finds the
 * laptop's own numbers wherever they were delivered from.
 * @throws FieldsealError `server.not-found`.
 */
export async function lossReport(db: Kysely<Database>, deviceId: string): Promise<LossReport> {
  const { pack } = await readPublished(db);
  const device = await db
    .selectFrom('devices')
    .selectAll()
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  if (device === undefined) throw new FieldsealError('server.not-found');
  const operators = await db
    .selectFrom('operators')
    .selectAll()
    .where('device_id', '=', deviceId)
    .orderBy('granted_at')
    .execute();
  return {
    deviceId,
    deviceCode: device.device_code,
    lastSeenAt: device.last_seen_at?.toISOString() ?? null,
    revokedAt: device.revoked_at?.toISOString() ?? null,
    operators: operators.map((operator) => ({
      operatorId: operator.operator_id,
      name: operator.name,
      role: operator.role,
      areaIds: [...operator.area_ids],
      assignments: [...operator.assignments],
      grantedAt: operator.granted_at.toISOString(),
      leaseUntil: leaseEndOf(operator),
    })),
    ...(await batchesOf(db, deviceId)),
    ...(await recordsOf(db, deviceId)),
    ...(await numbersOf(db, device.device_code)),
    reviewKeys: reviewKeysOf(pack, operators),
  };
}

async function batchesOf(
  db: Kysely<Database>,
  deviceId: string,
): Promise<Pick<LossReport, 'batches' | 'lastReceiptAt'>> {
  const row = await db
    .selectFrom('batches')
    .select((select) => [
      select.fn.countAll<number>().as('batches'),
      select.fn.max<Date | null>('received_at').as('last'),
    ])
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();
  return {
    batches: row.batches,
    lastReceiptAt: row.last?.toISOString() ?? null,
  };
}

type RecordFacts = Pick<
  LossReport,
  'records' | 'lastSavedAt' | 'byDay' | 'byArea' | 'highestCounter'
>;

async function recordsOf(db: Kysely<Database>, deviceId: string): Promise<RecordFacts> {
  const own = db.selectFrom('records').where('device_id', '=', deviceId);
  const current = own.where('status', '<>', 'replaced');
  const states = await current
    .select((select) => ['status', select.fn.countAll<number>().as('records')])
    .groupBy('status')
    .execute();
  const count = (status: string): number =>
    states.find((state) => state.status === status)?.records ?? 0;
  const areas = await current
    .select((select) => [
      'area_id',
      select.fn.countAll<number>().as('records'),
      select.fn.max<Date>('saved_at').as('last'),
    ])
    .groupBy('area_id')
    .orderBy('area_id')
    .execute();
  const day = sql<string>`to_char(saved_at at time zone 'UTC', 'YYYY-MM-DD')`;
  const days = await current
    .select((select) => [day.as('day'), select.fn.countAll<number>().as('records')])
    .groupBy(day)
    .orderBy(day)
    .execute();
  const newest = await own
    .select((select) => [
      select.fn.max<Date | null>('saved_at').as('saved'),
      select.fn.max<number | null>('device_counter').as('counter'),
    ])
    .executeTakeFirstOrThrow();
  return {
    records: {
      received: count('received'),
      approved: count('approved'),
      returned: count('returned'),
    },
    lastSavedAt: newest.saved?.toISOString() ?? null,
    byDay: days.map((row) => ({ day: row.day, records: row.records })),
    byArea: areas.map((row) => ({
      areaId: row.area_id,
      records: row.records,
      lastSavedAt: row.last.toISOString(),
    })),
    highestCounter: newest.counter ?? 0,
  };
}

async function numbersOf(
  db: Kysely<Database>,
  deviceCode: string,
): Promise<Pick<LossReport, 'highestNumber' | 'missingNumbers'>> {
  const rows = await db
    .selectFrom('records')
    .select('registration_number')
    .distinct()
    .where('registration_number', 'like', `${deviceCode}-%`)
    .execute();
  const numbers = rows
    .map((row) => /^[A-Z0-9]{4}-(\d{1,9})$/u.exec(row.registration_number)?.[1])
    .filter((part) => part !== undefined)
    .map(Number);
  return findGaps(numbers);
}

/** Whatever their dates: a key that was given stays on the laptop. */
function reviewKeysOf(
  pack: ProgrammePack,
  operators: readonly OperatorRow[],
): LossReport['reviewKeys'] {
  const areaIds = reviewKeyAreas(
    operators.flatMap(({ assignments }) => holdAssignments(assignments, pack.roles)),
  );
  return pack.reviewKeys
    .filter((key) => areaIds === null || isInScope(pack.areas, areaIds, key.areaId))
    .map(({ areaId, epoch }) => ({ areaId, epoch }));
}
