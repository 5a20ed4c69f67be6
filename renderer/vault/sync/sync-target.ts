import type { SigningKey } from '../../../shared/crypto/index.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { fromBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import { requireDeviceKey, requireStore, type VaultContext } from '../vault-context.ts';

/** With whom and by which key the laptop synchronises; needs no open vault. */
export interface SyncTarget {
  readonly serverUrl: string;
  readonly deviceKey: SigningKey;
  readonly pack: ProgrammePack;
  readonly administrator: { readonly kid: string; readonly publicKey: Bytes };
  readonly serverKey: { readonly kid: string; readonly publicKey: Bytes };
}

/** @throws FieldsealError `provisioning.pending` before the first grant, `vault.host-share-lost`, `provisioning.pack-tampered`. */
export async function syncTarget(context: VaultContext): Promise<SyncTarget> {
  const deviceKey = requireDeviceKey(context);
  const programme = await requireStore(context).read('programme');
  if (programme === undefined) throw new FieldsealError('provisioning.pending');
  const pack = await openProgrammePack(programme.pack, programme.administrator);
  return {
    serverUrl: programme.serverUrl,
    deviceKey,
    pack,
    administrator: programme.administrator,
    serverKey: {
      kid: pack.serverSigningKey.kid,
      publicKey: fromBase64Url(pack.serverSigningKey.key),
    },
  };
}
