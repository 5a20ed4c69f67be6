import { Dexie } from 'dexie';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { fromBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { PackBody, ROUTES } from '../../../shared/sync/http-api.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import { completeRecoverySlot } from '../recovery/recovery-slot.ts';
import { adoptPack } from '../session/adopt-pack.ts';
import { notePackVersion } from '../session/own-grant.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { SyncTarget } from './sync-target.ts';

/**
 * Fetches the programme pack and keeps it where it is newer than the one here and signed by the pinned
 * administrator. An open session works on with the one it began with, unless only keys are new; the next unlock takes
 * the new one. Recovery keys in it count at once. Answers whether there was a newer one.
 * @throws FieldsealError `sync.*`, `server.*`; `provisioning.pack-tampered` for a pack of anybody else or of another
 * programme, which changes nothing.
 */
export async function refreshPack(context: VaultContext, target: SyncTarget): Promise<boolean> {
  const { serverUrl, deviceKey, administrator } = target;
  const { pack: text } = await context.api.json(
    { serverUrl, method: 'GET', path: ROUTES.programmePack, key: deviceKey },
    PackBody,
  );
  const bytes = decode(text);
  const offered = await openProgrammePack(bytes, administrator);
  if (offered.id !== target.pack.id) throw new FieldsealError('provisioning.pack-tampered');
  const isNewer = await context.writes(async () => {
    const store = requireStore(context);
    return store.transaction('rw', store.meta, async () => {
      const known = await store.read('programme');
      if (known === undefined) return false;
      const current = await Dexie.waitFor(openProgrammePack(known.pack, known.administrator));
      if (current.version >= offered.version) return false;
      await store.write('programme', { ...known, pack: bytes });
      return true;
    });
  });
  await takeNote(context, offered, isNewer);
  if (isNewer) context.emit({ type: 'state-changed' });
  return isNewer;
}

/**
 * Has the open vault remember what it saw, and use new recovery keys. The pack is here already, so that neither makes
 * the sync fail: the next unlock does it too.
 */
async function takeNote(
  context: VaultContext,
  offered: ProgrammePack,
  isNewer: boolean,
): Promise<void> {
  const { version } = offered;
  const { session } = context;
  if (session === null || session.programme === null) return;
  const store = requireStore(context);
  const { rings, programme, vaultKeys } = session;
  const { operatorId } = session.operator;
  if (version > programme.newestPack) {
    programme.newestPack = version;
    const note = () => notePackVersion(store, { operatorId, rings }, version);
    await context.writes(note).catch(() => undefined);
  }
  if (!isNewer) return;
  await context.writes(() => adoptPack(context, offered)).catch(() => undefined);
  const complete = () => completeRecoverySlot(context, operatorId, vaultKeys.keysKey);
  await context.writes(complete).catch(() => undefined);
}

function decode(text: string): Bytes {
  try {
    return fromBase64Url(text);
  } catch (cause) {
    throw new FieldsealError('provisioning.pack-tampered', {}, cause);
  }
}
