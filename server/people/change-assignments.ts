import type { Kysely } from 'kysely';
import { givesUpAdministration } from '../../shared/access/change-assignments.ts';
import { sha256 } from '../../shared/crypto/index.ts';
import { sameAssignments, type Assignment } from '../../shared/domain/assignment.ts';
import { equalBytes, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { assignmentsOf, type ProvisioningGrant } from '../../shared/sync/provisioning.ts';
import { openGrant } from '../../shared/sync/voucher.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { OperatorCaller } from '../auth/caller.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database, OperatorRow, PersonRow } from '../db/schema.ts';
import type { Scope } from '../db/scope.ts';
import { grantOf } from '../leases/lease-end.ts';
import { readPublished } from '../programme/read-programme.ts';
import { requireKnown, requireWithin } from './check-assignments.ts';

/** What a person shall be, with the grants that say so. */
export interface AssignmentChange {
  readonly operatorId: string;
  readonly assignments: readonly Assignment[];
  readonly grants: readonly Bytes[];
}

interface OpenedGrant {
  readonly bytes: Bytes;
  readonly grant: ProvisioningGrant;
}

/**
 * Takes what a person shall be from now on: in the list, and by a newer grant for each of their laptops, all or
 * nothing: what vouches for a revoked one still vouches for what came from it. The same again changes nothing.
 * @throws FieldsealError `server.not-found`, `server.input-invalid`, `server.forbidden`, `provisioning.grant-tampered`,
 * `people.own-administrator`; `people.changed-meanwhile` where a laptop came or a newer grant was made in between.
 */
export async function changeAssignments(
  db: Kysely<Database>,
  caller: OperatorCaller,
  scope: Scope,
  change: AssignmentChange,
  occasion: Occasion,
): Promise<void> {
  const { operatorId, assignments } = change;
  const { administrator, pack } = await readPublished(db);
  requireKnown(assignments, pack, occasion.at);
  const opened: OpenedGrant[] = [];
  for (const bytes of change.grants) {
    opened.push({ bytes, grant: await openGrant(bytes, administrator) });
  }
  await db.transaction().execute(async (trx) => {
    await lockForTransaction(trx, 'grants');
    const person = await trx
      .selectFrom('people')
      .selectAll()
      .where('operator_id', '=', operatorId)
      .forUpdate()
      .executeTakeFirst();
    if (person === undefined) throw new FieldsealError('server.not-found');
    requireWithin(scope, [...person.assignments, ...assignments]);
    const isOwn = operatorId === caller.operatorId;
    if (isOwn && givesUpAdministration(person.assignments, assignments, pack.areas, occasion.at)) {
      throw new FieldsealError('people.own-administrator');
    }
    const isNew = await replaceGrants(trx, person, assignments, opened, occasion.at);
    if (!isNew && sameAssignments(person.assignments, assignments)) return;
    await trx
      .updateTable('people')
      .set(columnsOf(assignments))
      .where('operator_id', '=', operatorId)
      .execute();
    const count = assignments.length;
    await appendEvents(trx, occasion, [
      { action: 'assignments.changed', subject: operatorId, count },
    ]);
  });
}

/** Answers whether any grant was new. */
async function replaceGrants(
  trx: Kysely<Database>,
  person: PersonRow,
  assignments: readonly Assignment[],
  opened: readonly OpenedGrant[],
  now: Date,
): Promise<boolean> {
  const rows = await trx
    .selectFrom('operators')
    .selectAll()
    .where('operator_id', '=', person.operator_id)
    .forUpdate()
    .execute();
  const left = new Set(opened);
  let isNew = false;
  for (const row of rows) {
    const requestHash = toHex(sha256(row.request_bytes));
    const found = opened.find(({ grant }) => grant.requestHash === requestHash);
    if (found === undefined) throw new FieldsealError('people.changed-meanwhile');
    left.delete(found);
    if (equalBytes(found.bytes, row.grant_bytes)) continue;
    await replaceGrant(trx, row, person, assignments, found, now);
    isNew = true;
  }
  if (left.size > 0) throw new FieldsealError('people.changed-meanwhile');
  return isNew;
}

async function replaceGrant(
  trx: Kysely<Database>,
  row: OperatorRow,
  person: PersonRow,
  assignments: readonly Assignment[],
  { bytes, grant }: OpenedGrant,
  now: Date,
): Promise<void> {
  const held = grantOf(row);
  const fits =
    grant.operatorId === row.operator_id &&
    grant.deviceId === row.device_id &&
    grant.programmeId === held.programmeId &&
    grant.deviceCode === held.deviceCode &&
    grant.operatorName === person.name &&
    sameAssignments(assignmentsOf(grant), assignments);
  if (!fits) throw new FieldsealError('provisioning.grant-tampered');
  if (Date.parse(grant.issuedAt) <= Date.parse(held.issuedAt)) {
    throw new FieldsealError('people.changed-meanwhile');
  }
  await trx
    .updateTable('operators')
    .set({ ...columnsOf(assignments), grant_bytes: bytes, regranted_at: now })
    .where('signing_kid', '=', row.signing_kid)
    .execute();
  await trx
    .updateTable('provisioning_requests')
    .set({ grant_bytes: bytes })
    .where('request_hash', '=', grant.requestHash)
    .execute();
}

function columnsOf(assignments: readonly Assignment[]) {
  const [first] = assignments;
  if (first === undefined) throw new FieldsealError('server.input-invalid');
  return {
    role: first.role,
    area_ids: first.areaIds ?? [],
    assignments: JSON.stringify(assignments),
  };
}
