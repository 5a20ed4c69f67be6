import { sql, type Kysely } from 'kysely';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { lockForTransaction } from './locks.ts';
import * as initial from './migrations/0001-initial.ts';
import * as recovery from './migrations/0002-recovery.ts';
import * as leasesAndRestores from './migrations/0003-leases-and-restores.ts';
import * as uploads from './migrations/0004-uploads.ts';
import * as scopes from './migrations/0005-scopes.ts';
import * as audit from './migrations/0006-audit.ts';
import * as batchBearers from './migrations/0007-batch-bearers.ts';
import * as candidatePairs from './migrations/0008-candidate-pairs.ts';
import * as assignments from './migrations/0009-assignments.ts';
import * as attachments from './migrations/0010-attachments.ts';
import * as deviceOrders from './migrations/0011-device-orders.ts';
import * as grantsAnew from './migrations/0013-grants-anew.ts';

/** One step of the schema. A step that has been released is never changed. */
export interface Migration {
  readonly name: string;
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}

/** All steps in order; a step's number is its place, counted from 1. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-initial', up: initial.up },
  { name: '0002-recovery', up: recovery.up },
  { name: '0003-leases-and-restores', up: leasesAndRestores.up },
  { name: '0004-uploads', up: uploads.up },
  { name: '0005-scopes', up: scopes.up },
  { name: '0006-audit', up: audit.up },
  { name: '0007-batch-bearers', up: batchBearers.up },
  { name: '0008-candidate-pairs', up: candidatePairs.up },
  { name: '0009-assignments', up: assignments.up },
  { name: '0010-attachments', up: attachments.up },
  { name: '0011-device-orders', up: deviceOrders.up },
  { name: '0013-grants-anew', up: grantsAnew.up },
];

/**
 * Brings the schema to `target` (default: the newest step) in one transaction, so that a step that fails
 * leaves nothing behind. Several servers may start at once: an advisory lock lets one of them do it.
 * Answers how many steps were taken.
 * @throws FieldsealError `server.not-ready` when the database is newer than this code; nothing is touched.
 */
export async function migrate<DB>(
  db: Kysely<DB>,
  migrations: readonly Migration[] = MIGRATIONS,
  target = migrations.length,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await lockForTransaction(trx, 'migrate');
    await sql`create table if not exists schema_migrations (
      version integer primary key, name text not null, applied_at timestamptz not null default now()
    )`.execute(trx);
    const done = await sql<{ version: number }>`
      select coalesce(max(version), 0)::integer as version from schema_migrations
    `.execute(trx);
    const current = done.rows[0]?.version ?? 0;
    if (current > migrations.length) {
      throw new FieldsealError('server.not-ready', {
        databaseVersion: current,
        knownVersion: migrations.length,
      });
    }
    for (const [index, migration] of migrations.entries()) {
      const version = index + 1;
      if (version <= current || version > target) continue;
      await migration.up(trx as unknown as Kysely<unknown>);
      await sql`insert into schema_migrations (version, name) values (${version}, ${migration.name})`.execute(
        trx,
      );
    }
    return Math.max(0, target - current);
  });
}
