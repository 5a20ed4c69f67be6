import type { Kysely, Selectable, Transaction } from 'kysely';
import { holdAssignments } from '../../shared/access/held-assignment.ts';
import type { Happening } from '../../shared/audit/server-event.ts';
import { sha256 } from '../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { readBatch, type OpenedBatch } from '../../shared/sync/batch-file.ts';
import { writeReceipt, type ReceiptItem } from '../../shared/sync/receipt-file.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import { refuseRevoked, refuseSuspended } from '../auth/find-caller.ts';
import { ownBytes } from '../db/binary.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database, DeviceTable } from '../db/schema.ts';
import { WHOLE_PROGRAMME, type ScopedDatabase } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';
import { readPublished, type PublishedProgramme } from '../programme/read-programme.ts';
import { noteBearer } from './batch-bearers.ts';
import { checkBatch } from './check-batch.ts';
import type { RecordHolding } from './decide-attachments.ts';
import { decideBatch } from './decide-batch.ts';
import type { HeldVersion } from './decide-items.ts';
import type { ItemSigner } from './open-item.ts';
import { heldAttachments, putAttachments, storeAttachments } from './store-attachments.ts';
import { storeRecords } from './store-records.ts';

/** The device that brings a batch, as its key has proven. It need not be the one that made it. */
interface Bearer {
  readonly deviceId: string;
}

/**
 * Takes a batch whole or not at all and answers the signed receipt. The same batch again gets the very receipt it
 * got before and changes nothing. Items, receipt and sequence number are one transaction. Who brings a batch decides
 * nothing: it is taken by the signature and the chain of the device that made it, and who carried it is kept.
 * @throws FieldsealError as `readBatch`; `sync.device-revoked`, or for another's batch `sync.maker-revoked`, `sync.maker-unknown`; of a
 * suspended one `sync.device-suspended` or `sync.maker-suspended`, until it is resumed;
 * `server.not-ready` when the object store does not answer; `sync.batch-gap`; `sync.batch-conflict` for another batch under a used sequence number, or one that does not follow
 * the last. Both say which sequence is `expected`, and to the device itself the `previousHash` that its chain goes on from.
 */
export async function acceptBatch(
  deps: ServerDeps,
  bearer: Bearer,
  bytes: Bytes,
  occasion: Occasion,
): Promise<Bytes> {
  const leave = await deps.batchGate.enter(1);
  try {
    const { receipt, verdicts } = await takeBatch(deps, bearer, bytes, occasion);
    // Counted after the commit: what was rolled back was not taken.
    if (verdicts === null) deps.metrics.batchNotTaken('repeated');
    else deps.metrics.batchTaken(verdicts);
    return receipt;
  } catch (error) {
    if (error instanceof FieldsealError) {
      deps.metrics.batchNotTaken('refused');
      await noteRefusal(deps.db, occasion, bytes, error);
    }
    throw error;
  } finally {
    leave();
  }
}

/** What rolled back left no event, but a refusal is one. What the server could not do says nothing about the batch. */
async function noteRefusal(
  database: ScopedDatabase,
  occasion: Occasion,
  bytes: Bytes,
  { code }: FieldsealError,
): Promise<void> {
  if (code.startsWith('server.') && code !== 'server.forbidden') return;
  const subject = toHex(sha256(bytes));
  await database.within(WHOLE_PROGRAMME, (db) =>
    db
      .transaction()
      .execute((trx) => appendEvents(trx, occasion, [{ action: 'batch.refused', subject, code }])),
  );
}

/** The receipt, and the verdicts of a batch that was not held before. */
interface Taken {
  readonly receipt: Bytes;
  readonly verdicts: readonly ReceiptItem[] | null;
}

async function takeBatch(
  deps: ServerDeps,
  bearer: Bearer,
  bytes: Bytes,
  occasion: Occasion,
): Promise<Taken> {
  const batch = await readBatch(bytes, (kid) =>
    deps.db.within(WHOLE_PROGRAMME, (db) => makerKey(db, bearer, kid)),
  );
  const { deviceId } = batch.manifest;
  const { published, signers } = await deps.db.within(WHOLE_PROGRAMME, async (db) => {
    const programme = await readPublished(db);
    return { published: programme, signers: await signersOf(db, programme, deviceId) };
  });
  if (batch.manifest.programmeId !== published.pack.id) {
    throw new FieldsealError('sync.batch-malformed');
  }
  // Before the transaction: signatures take most of the time, and no lock is needed for them.
  const checked = await checkBatch(published, signers, batch, occasion.at);
  const work = async (trx: Transaction<Database>): Promise<Taken> => {
    const device = await lockDevice(trx, bearer, deviceId);
    const known = await knownReceipt(trx, bearer, device, batch);
    if (known !== undefined) {
      await noteBearer(trx, bearer, batch, occasion.at);
      return { receipt: known, verdicts: null };
    }
    checkOrder(bearer, device, batch);
    // Before the lock that every batch waits for: a store that is far away takes its time.
    await putAttachments(trx, deps.objects, checked);
    await lockForTransaction(trx, 'records');
    const held = await heldVersions(trx, batch);
    const attached = await heldAttachments(trx, checked);
    const { verdicts, ...accepted } = decideBatch(deviceId, checked, held, attached);
    const now = occasion.at;
    await storeRecords(trx, deviceId, accepted.records, batch.items, now);
    await storeAttachments(trx, accepted.attachments, now);
    const receipt = await writeReceipt(deps.serverKey, {
      protocolVersion: batch.manifest.protocolVersion,
      programmeId: batch.manifest.programmeId,
      deviceId,
      sequence: batch.manifest.sequence,
      batchHash: batch.batchHash,
      serverTime: now.toISOString(),
      items: [...verdicts],
    });
    await recordBatch(trx, bearer, batch, receipt, now);
    await noteBearer(trx, bearer, batch, now);
    await appendEvents(trx, occasion, [takenEvent(batch, verdicts)]);
    return { receipt, verdicts };
  };
  return deps.db.within(WHOLE_PROGRAMME, (db) => db.transaction().execute(work));
}

function takenEvent(
  { manifest, batchHash }: OpenedBatch,
  verdicts: readonly ReceiptItem[],
): Happening {
  const count = (verdict: ReceiptItem['verdict']): number =>
    verdicts.filter((item) => item.verdict === verdict).length;
  return {
    action: 'batch.taken',
    subject: batchHash,
    batch: manifest.sequence,
    count: verdicts.length,
    accepted: count('accepted'),
    held: count('already-held'),
    refused: count('refused'),
  };
}

/** The key of the device that made a batch. */
async function makerKey(
  db: Kysely<Database>,
  bearer: Bearer,
  kid: string,
): Promise<Bytes | undefined> {
  const maker = await db
    .selectFrom('devices')
    .select(['signing_key', 'revoked_at', 'suspended_at'])
    .where('device_id', '=', kid)
    .executeTakeFirst();
  if (maker === undefined) {
    // To the device itself `readBatch` says that it is not known.
    if (kid === bearer.deviceId) return undefined;
    throw new FieldsealError('sync.maker-unknown');
  }
  refuseMaker(bearer, kid, maker);
  return ownBytes(maker.signing_key);
}

/** The bearer of a revoked or suspended device's batch must not take the refusal for its own. */
function refuseMaker(
  bearer: Bearer,
  deviceId: string,
  maker: Pick<Selectable<DeviceTable>, 'revoked_at' | 'suspended_at'>,
): void {
  const { revoked_at: revokedAt, suspended_at: suspendedAt } = maker;
  if (deviceId === bearer.deviceId) {
    refuseRevoked(revokedAt);
    refuseSuspended(suspendedAt);
  } else if (revokedAt !== null) {
    throw new FieldsealError('sync.maker-revoked', { since: revokedAt.toISOString() });
  } else if (suspendedAt !== null) {
    throw new FieldsealError('sync.maker-suspended', { since: suspendedAt.toISOString() });
  }
}

async function signersOf(
  db: Kysely<Database>,
  { pack }: PublishedProgramme,
  deviceId: string,
): Promise<ReadonlyMap<string, ItemSigner>> {
  const rows = await db
    .selectFrom('operators')
    .select(['signing_kid', 'operator_id', 'assignments', 'signing_key'])
    .where('device_id', '=', deviceId)
    .execute();
  return new Map(
    rows.map((row) => [
      row.signing_kid,
      {
        operatorId: row.operator_id,
        held: holdAssignments(row.assignments, pack.roles),
        publicKey: ownBytes(row.signing_key),
      },
    ]),
  );
}

async function lockDevice(
  trx: Kysely<Database>,
  bearer: Bearer,
  deviceId: string,
): Promise<Selectable<DeviceTable>> {
  const device = await trx
    .selectFrom('devices')
    .selectAll()
    .where('device_id', '=', deviceId)
    .forUpdate()
    .executeTakeFirst();
  if (device === undefined) throw new FieldsealError('sync.device-unknown');
  refuseMaker(bearer, deviceId, device);
  return device;
}

async function knownReceipt(
  trx: Kysely<Database>,
  bearer: Bearer,
  device: Selectable<DeviceTable>,
  { manifest, batchHash }: OpenedBatch,
): Promise<Bytes | undefined> {
  // A number far ahead, which no column holds, was never used either.
  if (manifest.sequence > device.last_sequence) return undefined;
  const known = await trx
    .selectFrom('batches')
    .select(['batch_hash', 'receipt'])
    .where('device_id', '=', manifest.deviceId)
    .where('sequence', '=', manifest.sequence)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  if (known.batch_hash === batchHash) return ownBytes(known.receipt);
  throw outOfOrder('sync.batch-conflict', bearer, device, manifest.sequence);
}

function checkOrder(
  bearer: Bearer,
  device: Selectable<DeviceTable>,
  { manifest }: OpenedBatch,
): void {
  if (manifest.sequence !== device.last_sequence + 1) {
    throw outOfOrder('sync.batch-gap', bearer, device, manifest.sequence);
  }
  if (manifest.previousHash !== device.last_batch_hash) {
    throw outOfOrder('sync.batch-conflict', bearer, device, manifest.sequence);
  }
}

/**
 * Says where the device's chain stands here, so that a laptop or a server restored from a backup can go on. Who carries
 * its batch is told which one is missing, so that it can be looked for, and nothing more.
 */
function outOfOrder(
  code: 'sync.batch-gap' | 'sync.batch-conflict',
  bearer: Bearer,
  device: Selectable<DeviceTable>,
  sequence: number,
): FieldsealError {
  return new FieldsealError(code, {
    sequence,
    expected: device.last_sequence + 1,
    ...(device.device_id === bearer.deviceId && { previousHash: device.last_batch_hash }),
  });
}

async function heldVersions(
  trx: Kysely<Database>,
  { manifest }: OpenedBatch,
): Promise<readonly (HeldVersion & RecordHolding)[]> {
  const recordIds = manifest.items.map((entry) => entry.recordId);
  return (
    trx
      .selectFrom('records')
      .select(['record_id', 'version', 'device_id', 'operator_id', 'area_id'])
      .select(['item_hash', 'restored_hashes', 'status'])
      .where('record_id', 'in', [...new Set(recordIds)])
      // A decision on one of them must come before or after this batch, not during.
      .forUpdate()
      .execute()
  );
}

async function recordBatch(
  trx: Kysely<Database>,
  bearer: Bearer,
  { manifest, batchHash }: OpenedBatch,
  receipt: Bytes,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('batches')
    .values({
      device_id: manifest.deviceId,
      sequence: manifest.sequence,
      batch_hash: batchHash,
      receipt,
      received_at: now,
    })
    .execute();
  await trx
    .updateTable('devices')
    .set({
      last_sequence: manifest.sequence,
      last_batch_hash: batchHash,
      // A batch that was carried says nothing of where its laptop is.
      ...(manifest.deviceId === bearer.deviceId && { last_seen_at: now }),
    })
    .where('device_id', '=', manifest.deviceId)
    .execute();
}
