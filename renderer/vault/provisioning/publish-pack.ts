import { signMessage } from '../../../shared/crypto/index.ts';
import { ProgrammePack } from '../../../shared/domain/programme.ts';
import { toBase64Url } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import { adoptPack } from '../session/adopt-pack.ts';
import { notePackVersion } from '../session/own-grant.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';

/** Laptops believe the administrator who started the programme, and nobody else, about its pack. */
export function isFounder(session: ActiveSession): boolean {
  return session.operatorKeys.signing.kid === session.programme.administrator.kid;
}

/** @throws FieldsealError `recovery.keys-not-yours`. */
export function requireFounder(session: ActiveSession): void {
  if (!isFounder(session)) throw new FieldsealError('recovery.keys-not-yours');
}

/** Signs the changes into the next version of the pack and publishes it; this laptop takes it too. */
export async function publishPack(
  context: VaultContext,
  session: ActiveSession,
  changes: Partial<
    Pick<
      ProgrammePack,
      'recovery' | 'reviewKeys' | 'reviewKeyShares' | 'closedDevices' | 'grantFloors' | 'roles'
    >
  >,
): Promise<void> {
  const { programme, operatorKeys, operator } = session;
  const pack = ProgrammePack.parse({
    ...programme.pack,
    version: programme.pack.version + 1,
    ...changes,
  });
  const signed = await signMessage(operatorKeys.signing, 'programme-pack', pack);
  await context.api.none({
    serverUrl: operator.serverUrl,
    key: operatorKeys.signing,
    method: 'PUT',
    path: ROUTES.publishPack,
    json: { pack: toBase64Url(signed) },
  });
  const store = requireStore(context);
  await store.transaction('rw', store.meta, async () => {
    const known = await store.read('programme');
    if (known !== undefined) await store.write('programme', { ...known, pack: signed });
  });
  if (context.session?.programme === programme) {
    await adoptPack(context, pack);
    // It is published whatever becomes of this; the next unlock takes note of it.
    const { operatorId } = operator;
    await notePackVersion(store, { ...session, operatorId }, pack.version).catch(() => undefined);
  }
  context.emit({ type: 'state-changed' });
}
