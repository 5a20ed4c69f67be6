import { sql, type Kysely } from 'kysely';
import { concatBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Database } from '../db/schema.ts';

/** Longer than a laptop is out of reach: what it sent before it left still counts when it is back. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/** A laptop sends one batch at a time; the rest is for those it gave up. */
const MOST_AT_ONCE = 8;

/** An upload's name: batches are named by their hash. */
export interface UploadName {
  readonly deviceId: string;
  readonly batchHash: string;
}

/** How far an upload is, in bytes. */
export interface Upload {
  readonly length: number;
  readonly received: number;
  readonly expiresAt: Date;
}

/** How far the upload is. @throws FieldsealError `sync.upload-unknown`. */
export async function findUpload(
  db: Kysely<Database>,
  { deviceId, batchHash }: UploadName,
  now: Date,
): Promise<Upload> {
  const row = await db
    .selectFrom('uploads')
    .select(['length', 'received', 'expires_at as expiresAt'])
    .where('device_id', '=', deviceId)
    .where('batch_hash', '=', batchHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined) throw new FieldsealError('sync.upload-unknown');
  return row;
}

/** How many uploads are under way, of all devices. */
export async function countUploads(db: Kysely<Database>, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('uploads')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Begins an upload, or answers the one of this name that goes on; one of another length is begun anew. What ran out is
 * thrown away on the way. @throws FieldsealError `server.too-many-requests` for a device with too many under way.
 */
export async function beginUpload(
  db: Kysely<Database>,
  name: UploadName,
  length: number,
  now: Date,
): Promise<Upload> {
  const { deviceId, batchHash } = name;
  return db.transaction().execute(async (trx) => {
    // One beginning of a device at a time, so that it cannot count past the limit.
    await trx
      .selectFrom('devices')
      .select('device_id')
      .where('device_id', '=', deviceId)
      .forUpdate()
      .execute();
    await trx
      .deleteFrom('uploads')
      .where('expires_at', '<=', now)
      .where('device_id', '=', deviceId)
      .execute();
    await trx
      .deleteFrom('uploads')
      .where('device_id', '=', deviceId)
      .where('batch_hash', '=', batchHash)
      .where('length', '<>', length)
      .execute();
    const { others } = await trx
      .selectFrom('uploads')
      .select(sql<number>`count(*)::integer`.as('others'))
      .where('device_id', '=', deviceId)
      .where('batch_hash', '<>', batchHash)
      .executeTakeFirstOrThrow();
    if (others >= MOST_AT_ONCE) {
      throw new FieldsealError('server.too-many-requests', { limit: MOST_AT_ONCE });
    }
    await trx
      .insertInto('uploads')
      .values({
        device_id: deviceId,
        batch_hash: batchHash,
        length,
        received: 0,
        expires_at: new Date(now.getTime() + KEPT_MS),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return findUpload(trx, name, now);
  });
}

/**
 * Keeps a piece that follows what has come so far. @throws FieldsealError `sync.upload-unknown`; `sync.upload-offset`,
 * with the `expected` one, for a piece that belongs elsewhere: then another request was faster.
 */
export async function appendPart(
  db: Kysely<Database>,
  name: UploadName,
  start: number,
  bytes: Bytes,
  now: Date,
): Promise<Upload> {
  const { deviceId, batchHash } = name;
  return db.transaction().execute(async (trx) => {
    const upload = await trx
      .selectFrom('uploads')
      .select(['length', 'received'])
      .where('device_id', '=', deviceId)
      .where('batch_hash', '=', batchHash)
      .where('expires_at', '>', now)
      .forUpdate()
      .executeTakeFirst();
    if (upload === undefined) throw new FieldsealError('sync.upload-unknown');
    if (start !== upload.received) {
      throw new FieldsealError('sync.upload-offset', { expected: upload.received, found: start });
    }
    const received = start + bytes.length;
    if (received > upload.length) {
      throw new FieldsealError('server.too-large', { limit: upload.length });
    }
    if (bytes.length > 0) {
      await trx
        .insertInto('upload_parts')
        .values({ device_id: deviceId, batch_hash: batchHash, start, bytes })
        .execute();
    }
    const expiresAt = new Date(now.getTime() + KEPT_MS);
    await trx
      .updateTable('uploads')
      .set({ received, expires_at: expiresAt })
      .where('device_id', '=', deviceId)
      .where('batch_hash', '=', batchHash)
      .execute();
    return { length: upload.length, received, expiresAt };
  });
}

/** All that has come of an upload. */
export async function readUpload(
  db: Kysely<Database>,
  { deviceId, batchHash }: UploadName,
): Promise<Bytes> {
  const parts = await db
    .selectFrom('upload_parts')
    .select('bytes')
    .where('device_id', '=', deviceId)
    .where('batch_hash', '=', batchHash)
    .orderBy('start')
    .execute();
  return concatBytes(...parts.map(({ bytes }) => bytes));
}

/** Throws an upload away; nothing where there is none. */
export async function dropUpload(
  db: Kysely<Database>,
  { deviceId, batchHash }: UploadName,
): Promise<void> {
  await db
    .deleteFrom('uploads')
    .where('device_id', '=', deviceId)
    .where('batch_hash', '=', batchHash)
    .execute();
}
