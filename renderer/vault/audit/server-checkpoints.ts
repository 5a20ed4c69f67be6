import { openCheckpoint } from '../../../shared/audit/checkpoint.ts';
import {
  keepCheckpoint,
  NO_CHECKPOINTS,
  type KeptCheckpoint,
} from '../../../shared/audit/keep-checkpoints.ts';
import { fromBase64Url } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { AUDIT_ROUTES, CheckpointBody } from '../../../shared/sync/audit-api.ts';
import type { SyncTarget } from '../sync/sync-target.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';

/**
 * Fetches where the server's log ends now and keeps it, by the device's key, locked or not. A log that was changed after
 * it was signed is found here and told in Settings; it keeps nobody from delivering.
 * @throws FieldsealError `sync.*`, `server.*`, `crypto.*` for one that the programme's server has not signed.
 */
export async function fetchCheckpoint(context: VaultContext, target: SyncTarget): Promise<void> {
  const { serverUrl, deviceKey: key } = target;
  const { checkpoint } = await context.api.json(
    { serverUrl, method: 'GET', path: AUDIT_ROUTES.checkpoint, key },
    CheckpointBody,
  );
  const found = await openFor(target, checkpoint);
  const isConflict = await context.writes(async () => {
    const store = requireStore(context);
    return store.transaction('rw', store.meta, async () => {
      const known = (await store.read('checkpoints')) ?? NO_CHECKPOINTS;
      const next = keepCheckpoint(known, found);
      if (next !== known) await store.write('checkpoints', next);
      return next.conflicts !== known.conflicts;
    });
  });
  if (isConflict) {
    context.audit.later({ kind: 'server-log.conflict-found', subject: found.checkpoint.hash });
  }
}

/** A checkpoint of this programme that its server signed. @throws FieldsealError `crypto.*`, `sync.server-nonsense`. */
export async function openFor(
  { serverKey, pack }: Pick<SyncTarget, 'serverKey' | 'pack'>,
  text: string,
): Promise<KeptCheckpoint> {
  const signed = fromBase64Url(text);
  const checkpoint = await openCheckpoint(signed, serverKey);
  if (checkpoint.programmeId !== pack.id) throw new FieldsealError('sync.server-nonsense');
  return { signed, checkpoint };
}
