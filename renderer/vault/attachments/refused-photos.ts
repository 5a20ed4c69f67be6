import { Dexie } from 'dexie';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { RefusedPhoto } from '../photos-api.ts';
import { requireActive, requireStore, type VaultContext } from '../vault-context.ts';
import { buildAttachment } from './build-attachment.ts';
import { sealedBytes } from './sealed-bytes.ts';
import { attachmentTables, putAttachments } from './store-attachments.ts';

/** Shown at once: each has to be looked at by somebody. */
const MOST_SHOWN = 200;

/** The refused photos of this laptop, oldest first. */
export async function listRefusedPhotos(context: VaultContext): Promise<readonly RefusedPhoto[]> {
  const session = requireActive(context);
  const rows = await requireStore(context)
    .attachments.where('[state+savedOrder]')
    .between(['refused', Dexie.minKey], ['refused', Dexie.maxKey])
    .limit(MOST_SHOWN)
    .toArray();
  return rows.map(({ hash, recordId, registrationNumber, savedAt, refusal, operatorId }) => ({
    hash,
    recordId,
    registrationNumber,
    savedAt,
    refusal: refusal ?? 'sync.server-refused',
    own: operatorId === session.operator.operatorId,
  }));
}

/**
 * Signs own refused photos anew, by the key that this laptop's operator has now; their sealed bytes stay. One whose bytes
 * can't be read stays where it is, and holds up no other.
 */
export async function sendPhotosAgain(
  context: VaultContext,
  hashes: readonly string[],
): Promise<number> {
  let again = 0;
  for (const hash of hashes) if (await sendAgain(context, hash)) again += 1;
  if (again > 0) context.emit({ type: 'records-changed' });
  return again;
}

async function sendAgain(context: VaultContext, hash: string): Promise<boolean> {
  const session = requireActive(context, 'registrant.enrol');
  const store = requireStore(context);
  const row = await store.attachments.get(hash);
  const stored = await store.attachmentItems.get(hash);
  if (row?.state !== 'refused' || stored === undefined) return false;
  if (row.operatorId !== session.operator.operatorId)
    throw new FieldsealError('vault.record-unknown');
  const sealed = sealedBytes(stored.item, hash);
  if (sealed === null) return false;
  const { recordId, version, areaId, registrationNumber, savedOrder, savedAt } = row;
  const place = { recordId, version, areaId, registrationNumber, savedOrder, savedAt };
  const signed = await buildAttachment(session, place, sealed);
  return context.writes(() =>
    store.transaction('rw', [...attachmentTables(store)], async () => {
      const current = await store.attachments.get(hash);
      if (current?.state !== 'refused') return false;
      await putAttachments(store, [signed]);
      return true;
    }),
  );
}
