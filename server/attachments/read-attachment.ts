import { sha256 } from '../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Happening } from '../../shared/audit/server-event.ts';
import type { Occasion } from '../audit/occasion.ts';
import { withEvent } from '../audit/with-event.ts';
import { decideFor, type OperatorCaller } from '../auth/caller.ts';
import type { AttachmentTable } from '../db/schema.ts';
import { WHOLE_PROGRAMME, type Scope } from '../db/scope.ts';
import type { ServerDeps } from '../deps.ts';
import { scopeFor } from '../programme/area-scope.ts';
import { readPublished } from '../programme/read-programme.ts';

/** A way in which a person may come to an attachment, and what for. */
interface Way {
  readonly scope: Scope;
  readonly purpose: NonNullable<Happening['purpose']>;
}

/**
 * The sealed bytes of an attachment, for who reviews where its record belongs, and for the operator who registered it. The
 * read is in the audit chain before the bytes are handed out, and `makeRoom` resolved before they are fetched.
 * @throws FieldsealError `server.not-found`, whether there is none or it is not for the caller; `server.not-ready` when
 * the object store does not answer.
 */
export async function readAttachment(
  { db, objects }: Pick<ServerDeps, 'db' | 'objects'>,
  caller: OperatorCaller,
  address: string,
  occasion: Occasion,
  makeRoom: (size: number) => Promise<void>,
): Promise<Bytes> {
  const { pack } = await db.within(WHOLE_PROGRAMME, readPublished);
  const scope = scopeFor(pack.areas, caller.held, 'record.review', occasion.at);
  const isNowhere = scope.kind === 'areas' && scope.areaIds.length === 0;
  const ways: Way[] = isNowhere ? [] : [{ scope, purpose: 'review' }];
  if (decideFor(caller, 'registrant.enrol', occasion.at).allowed) {
    const { operatorId } = caller;
    ways.push({ scope: { kind: 'operator', operatorId }, purpose: 'correction' });
  }
  for (const way of ways) {
    const found = await findFor(db, way, address, occasion);
    if (found === undefined) continue;
    await makeRoom(found.size);
    return fetchWhole(objects, address);
  }
  throw new FieldsealError('server.not-found');
}

/** The attachment, if it is there that way; then the read is written down. */
async function findFor(
  db: ServerDeps['db'],
  { scope, purpose }: Way,
  address: string,
  occasion: Occasion,
): Promise<Pick<AttachmentTable, 'record_id' | 'size'> | undefined> {
  return db.within(scope, (scoped) =>
    withEvent(
      scoped,
      occasion,
      (trx) =>
        trx
          .selectFrom('attachments')
          .select(['record_id', 'size'])
          .where('hash', '=', address)
          .executeTakeFirst(),
      (found) =>
        found === undefined
          ? null
          : { action: 'attachment.read', purpose, subject: address, recordIds: [found.record_id] },
    ),
  );
}

/** What a row names was put before the row: if it is gone or another, a disk or a person did that. */
async function fetchWhole(objects: ServerDeps['objects'], address: string): Promise<Bytes> {
  const bytes = await objects.get(address);
  if (bytes === undefined || toHex(sha256(bytes)) !== address) {
    throw new Error('an attachment is missing in the object store, or damaged');
  }
  return bytes;
}
